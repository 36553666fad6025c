package dev.nuri.generator.guardrail;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.TextExtractor;
import dev.nuri.indexer.TextExtractors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The passages of the bundled guide, as they are indexed. */
final class GuidePassages {

    private static final String COLLECTION = "guide";

    private GuidePassages() {}

    /** Language to its passages, by document. */
    static Map<String, List<Passage>> all(Path docs, List<String> languages) throws IOException {
        Map<String, List<Passage>> all = new TreeMap<>();
        try (TextExtractor extractor = TextExtractors.forked(IndexerConfig.Parser.defaults())) {
            for (String lang : languages) {
                try (Stream<Path> files = Files.list(docs.resolve("guide").resolve(lang))) {
                    List<Passage> passages = new ArrayList<>();
                    files.sorted()
                            .forEach(file -> extractor.extract(
                                    file, file.getFileName().toString(), collecting(file, lang, passages)));
                    all.put(lang, passages);
                }
            }
        }
        return all;
    }

    private static TextExtractor.Sink collecting(Path file, String lang, List<Passage> passages) {
        return new TextExtractor.Sink() {
            @Override
            public void document(ExtractedDocument document) {
                passages.addAll(cut(file, lang, document));
            }

            @Override
            public void failure(String member, String stage, String reason) {
                throw new AssertionError(file + ": " + reason);
            }
        };
    }

    private static List<Passage> cut(Path file, String lang, ExtractedDocument read) {
        String uri = "upload:" + file.getFileName();
        return new PassageSplitter(LanguageIdentifiers.standard())
                .split(new SourceDocument(
                        SourceDocument.idOf(COLLECTION, uri),
                        COLLECTION,
                        uri,
                        read.title(),
                        lang,
                        read.mediaType(),
                        read.text(),
                        read.sections(),
                        read.pages(),
                        SourceDocument.hashOf(read.text()),
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Map.of(),
                        Readers.EVERYONE));
    }
}
