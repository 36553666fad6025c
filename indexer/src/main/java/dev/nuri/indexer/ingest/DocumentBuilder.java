package dev.nuri.indexer.ingest;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.SourceAccess;
import dev.nuri.indexer.SourceDocument;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Makes the document that is stored of what a parser read. */
final class DocumentBuilder {

    /** Longer texts are judged by four stretches, from the beginning to the end. */
    private static final int SAMPLE_CHARS = 4_000;

    /** Marks that would change the order in which a listing shows other text, and controls. */
    private static final Pattern UNSAFE_IN_TITLE = Pattern.compile("[\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069]+");

    private final LanguageIdentifier languages;

    DocumentBuilder(LanguageIdentifier languages) {
        this.languages = languages;
    }

    /**
     * Makes a document.
     *
     * @param uri of the document
     * @param fileName of the source, for a document without title
     * @param modified of the source
     * @param access of the source
     */
    SourceDocument build(
            ExtractedDocument read,
            String collection,
            String uri,
            String fileName,
            Instant modified,
            Instant now,
            SourceAccess access) {
        String text = wellFormed(read.text());
        String id = SourceDocument.idOf(collection, uri);
        return new SourceDocument(
                id,
                collection,
                uri,
                title(read, fileName),
                languages.identify(sample(text)),
                read.mediaType(),
                text,
                read.sections(),
                read.pages(),
                SourceDocument.hashOf(text),
                read.member().isEmpty() ? modified : modifiedOf(read, modified),
                now,
                metadata(read),
                access.of(id));
    }

    private static Map<String, String> metadata(ExtractedDocument read) {
        Map<String, String> metadata = new HashMap<>(read.metadata());
        metadata.remove(SourceDocument.DUPLICATE_OF);
        if (!read.warnings().isEmpty()) {
            metadata.put("warnings", String.join("\n", read.warnings()));
        }
        return metadata;
    }

    private static Instant modifiedOf(ExtractedDocument read, Instant otherwise) {
        String said = read.metadata().get("modified");
        try {
            return said == null ? otherwise : Instant.parse(said);
        } catch (DateTimeException e) {
            return otherwise;
        }
    }

    static String title(ExtractedDocument read, String fileName) {
        String own = clean(read.title());
        if (!own.isEmpty()) {
            return own;
        }
        String name = read.member().isEmpty()
                ? fileName
                : read.member().substring(read.member().lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        String bare = clean(dot > 0 ? name.substring(0, dot) : name);
        return bare.isEmpty() ? "untitled" : bare;
    }

    private static String clean(String title) {
        return Normalizer.normalize(UNSAFE_IN_TITLE.matcher(wellFormed(title)).replaceAll(" "), Normalizer.Form.NFC)
                .strip();
    }

    private static String sample(String text) {
        if (text.length() <= SAMPLE_CHARS) {
            return text;
        }
        StringBuilder sample = new StringBuilder(SAMPLE_CHARS + 4);
        int part = SAMPLE_CHARS / 4;
        for (int i = 0; i < 4; i++) {
            int start = (int) ((long) (text.length() - part) * i / 3);
            sample.append(text, start, start + part).append('\n');
        }
        return wellFormed(sample.toString());
    }

    /** Halves of surrogate pairs become U+FFFD, which is one code unit too: they could not be stored as they are. */
    private static String wellFormed(String text) {
        if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return text;
        }
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            boolean pair = i + 1 < chars.length && Character.isSurrogatePair(chars[i], chars[i + 1]);
            if (pair) {
                i++;
            } else if (Character.isSurrogate(chars[i])) {
                chars[i] = '\uFFFD';
            }
        }
        return new String(chars);
    }
}
