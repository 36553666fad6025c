package dev.nuri.indexer.hostile;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.TestDocuments;
import dev.nuri.indexer.TextExtractor;
import dev.nuri.indexer.TextExtractors;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;

/** A whole ingestor with forked parsers, which notes what they gave and how long they took. */
final class Ingesting implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int PROCESSES = 2;

    final TextExtractor extractor;
    final LiveStore store;
    final FileIngestor ingestor;
    private final Map<String, List<ExtractedDocument>> documents = new ConcurrentHashMap<>();
    private final AtomicLong slowest = new AtomicLong();

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
        extractor = new Noting(TextExtractors.forked(parser));
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

    long slowestNanos() {
        return slowest.get();
    }

    @Override
    public void close() {
        store.close();
        extractor.close();
    }

    private final class Noting implements TextExtractor {

        private final TextExtractor inner;
        private final Semaphore free = new Semaphore(PROCESSES);

        Noting(TextExtractor inner) {
            this.inner = inner;
        }

        /** Waiting for a process to be free is not counted, since there are more reading threads than processes. */
        @Override
        public void extract(Path file, String name, Sink sink) {
            List<ExtractedDocument> given = new CopyOnWriteArrayList<>();
            documents.put(name, given);
            free.acquireUninterruptibly();
            long start = System.nanoTime();
            try {
                inner.extract(file, name, new Sink() {
                    @Override
                    public void document(ExtractedDocument document) {
                        given.add(document);
                        sink.document(document);
                    }

                    @Override
                    public void failure(String member, String stage, String reason) {
                        sink.failure(member, stage, reason);
                    }
                });
            } finally {
                slowest.accumulateAndGet(System.nanoTime() - start, Math::max);
                free.release();
            }
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
