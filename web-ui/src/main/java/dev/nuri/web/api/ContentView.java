package dev.nuri.web.api;

import dev.nuri.indexer.PageStart;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Section;
import dev.nuri.indexer.SourceDocument;
import java.util.List;

/**
 * A document's text with what points into it; all offsets are UTF-16 code units of {@code text}.
 *
 * @param id the document
 * @param title of the document
 * @param uri of the document
 * @param lang of the document
 * @param mediaType of the document
 * @param text NFC
 * @param passages in order
 * @param sections in order, covering the text
 * @param pages where pages or slides begin; empty when the format has none
 */
public record ContentView(
        String id,
        String title,
        String uri,
        String lang,
        String mediaType,
        String text,
        List<PassageView> passages,
        List<Section> sections,
        List<PageStart> pages) {

    /**
     * Where a passage lies.
     *
     * @param passageId its id
     * @param start first code unit
     * @param end one past the last
     * @param lang its language
     */
    public record PassageView(String passageId, int start, int end, String lang) {}

    /** Shows a document's text. */
    public static ContentView of(SourceDocument d, List<Passage> passages) {
        return new ContentView(
                d.id(),
                d.title(),
                d.uri(),
                d.lang(),
                d.mediaType(),
                d.text(),
                passages.stream()
                        .map(p -> new PassageView(p.id(), p.start(), p.end(), p.lang()))
                        .toList(),
                d.sections(),
                d.pages());
    }
}
