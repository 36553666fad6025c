package dev.nuri.indexer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** Small documents for tests: each line of the text is a passage. */
public final class TestDocuments {

    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05.678901234Z");

    private TestDocuments() {}

    /** A document named {@code name} whose passages are its lines. */
    public static SourceDocument document(String collection, String name, String lang, String text) {
        String uri = "file:///" + name;
        return new SourceDocument(
                SourceDocument.idOf(collection, uri),
                collection,
                uri,
                name,
                lang,
                "text/plain",
                text,
                text.isEmpty() ? List.of() : List.of(new Section(0, text.length(), List.of("Heading " + name))),
                List.of(new PageStart(1, 0)),
                SourceDocument.hashOf(text),
                THEN,
                THEN.plusSeconds(1),
                Map.of("author", "someone"),
                Readers.EVERYONE);
    }

    /** The same for other readers. */
    public static SourceDocument withReaders(SourceDocument d, SortedSet<String> readers) {
        return new SourceDocument(
                d.id(),
                d.collection(),
                d.uri(),
                d.title(),
                d.lang(),
                d.mediaType(),
                d.text(),
                d.sections(),
                d.pages(),
                d.contentHash(),
                d.modified(),
                d.indexed(),
                d.metadata(),
                readers);
    }

    /** The non-empty lines of a document. */
    public static List<Passage> lines(SourceDocument document) {
        List<Passage> passages = new ArrayList<>();
        String text = document.text();
        for (int start = 0; start < text.length(); ) {
            int end = text.indexOf('\n', start) < 0 ? text.length() : text.indexOf('\n', start);
            if (end > start) {
                passages.add(new Passage(
                        document.id(),
                        passages.size(),
                        start,
                        end,
                        text.substring(start, end),
                        document.lang(),
                        document.sections().getFirst().headings(),
                        1));
            }
            start = end + 1;
        }
        return passages;
    }

    /** A record of the source of one document. */
    public static SourceRecord source(SourceDocument document) {
        return new SourceRecord(
                document.collection(),
                SourceDocument.sourceUri(document.uri()),
                document.text().length(),
                THEN,
                document.contentHash(),
                List.of(document.id()),
                List.of(),
                THEN,
                SourceAccess.EVERYONE);
    }
}
