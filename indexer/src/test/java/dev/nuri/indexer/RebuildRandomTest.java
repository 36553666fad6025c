package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.ingest.FileIngestor;
import dev.nuri.indexer.ingest.LiveSuccessor;
import dev.nuri.indexer.ingest.Rebuild;
import dev.nuri.indexer.ingest.Services;
import dev.nuri.indexer.store.IndexFolders;
import dev.nuri.indexer.store.LiveStore;
import dev.nuri.indexer.store.LuceneStore;
import dev.nuri.indexer.store.StoreSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One thread writes at random, another searches, and the index is built anew again and again beneath them. */
final class RebuildRandomTest {

    private static final int REBUILDS = 6;

    @TempDir
    Path folder;

    @Test
    void afterEveryChangeOverTheStoreIsAsTheModel() throws Exception {
        IndexFolders folders = new IndexFolders(folder);
        StoreModel model = new StoreModel(Seeds.random("RebuildRandomTest"));
        AtomicBoolean done = new AtomicBoolean();
        try (LiveStore store = new LiveStore(folders, LuceneStore.open(folders.index(), settings(0)));
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Services services = new Services(
                    IndexerConfig.of(folder), store, null, LanguageIdentifiers.standard(), TestDocuments::lines);
            FileIngestor ingestor = new FileIngestor(services);
            Future<Integer> writer = threads.submit(() -> write(model, store, done));
            Future<Long> reader = threads.submit(() -> read(store, done));
            for (int i = 1; i <= REBUILDS; i++) {
                StoreSettings next = settings(i);
                ingestor.rebuild(
                        new Rebuild(() -> LiveSuccessor.begin(store, next, services), services, () -> false), _ -> {});
            }
            done.set(true);
            assertThat(writer.get()).isGreaterThan(REBUILDS);
            assertThat(reader.get()).isPositive();
            model.commit(store);
            assertThat(model.difference(store)).isEmpty();
        }
        try (LuceneStore reopened = LuceneStore.open(folders.index(), settings(REBUILDS))) {
            assertThat(model.difference(reopened)).isEmpty();
        }
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("index");
    }

    private static int write(StoreModel model, PassageStore store, AtomicBoolean done) {
        int steps = 0;
        while (!done.get()) {
            model.write(store);
            steps++;
        }
        return steps;
    }

    /** Snapshots show whole documents, and their generations grow. */
    private static long read(PassageStore store, AtomicBoolean done) {
        long last = 0;
        while (!done.get()) {
            try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
                assertThat(now.generation()).isGreaterThanOrEqualTo(last);
                last = now.generation();
                for (SourceDocument listed : now.documents(null, 0, 100)) {
                    SourceDocument whole = now.document(listed.id()).orElseThrow();
                    assertThat(now.passages(listed.id())).isEqualTo(TestDocuments.lines(whole));
                }
            }
            List<SourceRecord> records = store.sources(Viewer.OPERATOR, null, "");
            assertThat(records).doesNotHaveDuplicates();
        }
        return last;
    }

    private static StoreSettings settings(int version) {
        return StoreSettings.of(new WhitespaceAnalyzer(), _ -> null, "analysis-" + version, null, 0);
    }
}
