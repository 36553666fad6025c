package dev.nuri.indexer.hostile;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.FilePart;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.TestDocuments;
import dev.nuri.indexer.TextExtractor;
import dev.nuri.indexer.extract.ParserPool;
import dev.nuri.indexer.ingest.FileIngestor;
import dev.nuri.indexer.ingest.Services;
import dev.nuri.indexer.store.IndexFolders;
import dev.nuri.indexer.store.LiveStore;
import dev.nuri.indexer.store.LuceneStore;
import dev.nuri.indexer.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;

/** A whole ingestor with forked parsers, which notes what they gave and how long they took. */
final class Ingesting implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int PROCESSES = 2;

    final TextExtractor extractor;
    private final ParserPool pool;
    final LiveStore store;
    final FileIngestor ingestor;
    private final Map<String, List<ExtractedDocument>> documents = new ConcurrentHashMap<>();

    Ingesting(Path dataDir) {
        IndexerConfig.Parser parser = new IndexerConfig.Parser(
                PROCESSES,
                256,
                1_000,
                TIMEOUT,
                64 << 20,
                5_000_000,
                1_000,
                5,
                256 << 20,
                List.of(),
                Path.of("no-ocr-in-this-test"));
        pool = new ParserPool(parser);
        extractor = new Noting();
        IndexFolders folders = new IndexFolders(dataDir, () -> {});
        StoreSettings settings = StoreSettings.of(new WhitespaceAnalyzer(), _ -> null, "test", null, 0);
        store = new LiveStore(folders, LuceneStore.open(folders.index(), settings));
        IndexerConfig config = new IndexerConfig(dataDir, parser, IndexerConfig.Fetch.defaults(), 0);
        ingestor = new FileIngestor(
                new Services(config, store, extractor, LanguageIdentifiers.standard(), TestDocuments::lines));
    }

    /** What a file gave, by its name. */
    List<ExtractedDocument> documents(String name) {
        return documents.getOrDefault(name, List.of());
    }

    void forget() {
        documents.clear();
    }

    /** The longest time that a parser had for a file. */
    Duration longestRead() {
        return pool.longestRead();
    }

    @Override
    public void close() {
        store.close();
        extractor.close();
    }

    private final class Noting implements TextExtractor {

        @Override
        public void extract(Path file, String name, Sink sink) {
            pool.extract(file, name, noting(name, sink));
        }

        @Override
        public void extract(Path file, String name, FilePart part, Sink sink) {
            pool.extract(file, name, part, noting(name, sink));
        }

        private Sink noting(String name, Sink sink) {
            List<ExtractedDocument> given = new CopyOnWriteArrayList<>();
            documents.put(name, given);
            return new Sink() {
                @Override
                public void document(ExtractedDocument document) {
                    given.add(document);
                    sink.document(document);
                }

                @Override
                public void failure(String member, String stage, String reason) {
                    sink.failure(member, stage, reason);
                }
            };
        }

        @Override
        public void close() {
            pool.close();
        }
    }
}
