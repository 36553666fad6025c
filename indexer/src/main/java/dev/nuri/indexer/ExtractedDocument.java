package dev.nuri.indexer;

import java.util.List;
import java.util.Map;

/**
 * One document as a parser read it: a file itself, or one member of an archive or e-mail.
 *
 * @param member path inside the file, {@code /}-separated and for display only; empty for the file itself
 * @param title the document's own title, or empty when it has none
 * @param mediaType type without parameters, such as {@code application/pdf}
 * @param text NFC; blocks (headings, paragraphs, list items, table rows) parted by newlines
 * @param sections cover {@code text} from 0 to its length in order; empty only for empty text
 * @param pages ascending by start; empty when the format has none
 * @param metadata what the file says of itself ({@code author}, {@code created}, {@code modified}, {@code charset})
 * @param warnings sentences about what could not be read though the rest could, such as pages that need OCR
 */
public record ExtractedDocument(
        String member,
        String title,
        String mediaType,
        String text,
        List<Section> sections,
        List<PageStart> pages,
        Map<String, String> metadata,
        List<String> warnings) {

    public ExtractedDocument {
        sections = List.copyOf(sections);
        pages = List.copyOf(pages);
        metadata = Map.copyOf(metadata);
        warnings = List.copyOf(warnings);
    }
}
