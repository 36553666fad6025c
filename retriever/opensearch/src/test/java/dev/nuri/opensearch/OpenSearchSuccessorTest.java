package dev.nuri.opensearch;

import static dev.nuri.indexer.TestDocuments.document;
import static dev.nuri.indexer.TestDocuments.lines;
import static dev.nuri.indexer.TestDocuments.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Seeds;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceLeases.Lease;
import dev.nuri.indexer.StoreModel;
import dev.nuri.indexer.TestDocuments;
import dev.nuri.indexer.Viewer;
import dev.nuri.indexer.ingest.Rebuild;
import dev.nuri.indexer.ingest.Services;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Indices in a real node that are rebuilt while stores, which stand for other processes, search them and write to them.
 * {@code -Dtests.opensearch.rebuilds} says how often in a row.
 */
class OpenSearchSuccessorTest {

    /** Leases that nobody uses are kept for a second, as a rebuilding that does not wait would go on having them. */
    private static final ClusterLeases.Times KEPT = new ClusterLeases.Times(
            Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(6), Duration.ofSeconds(6));

    private static final int REBUILDS = Integer.getInteger("tests.opensearch.rebuilds", 2);

    @TempDir
    Path folder;

    private OpenSearchConfig config;

    @BeforeEach
    void name() {
        OpenSearchConfig one = TestNode.config(folder);
        config = new OpenSearchConfig(
                one.urls(),
                one.index(),
                null,
                null,
                one.tls(),
                new OpenSearchConfig.Layout(2, 0, one.layout().vectors()));
    }

    private static IndexEntries entries(String analysis) {
        return IndexEntries.of(new WhitespaceAnalyzer(), analysis, "none", 0);
    }

    private OpenSearchStore open(String analysis) {
        return OpenSearchStore.open(config, entries(analysis), ClusterLeasesTest.QUICK);
    }

    private OpenSearchSuccessor begin(String analysis) {
        return OpenSearchSuccessor.begin(config, entries(analysis), ClusterLeasesTest.QUICK);
    }

    private IngestReport rebuild(String analysis, BooleanSupplier cancelled) {
        return rebuild(() -> begin(analysis), cancelled);
    }

    private IngestReport rebuild(Supplier<OpenSearchSuccessor> successors, BooleanSupplier cancelled) {
        Services services = new Services(
                IndexerConfig.of(folder), null, null, LanguageIdentifiers.standard(), TestDocuments::lines);
        return new Rebuild(successors, services, cancelled).run(_ -> {});
    }

    private List<String> indices() {
        List<String> names = new ArrayList<>();
        try (Cluster cluster = new Cluster(config)) {
            cluster.call("GET", "/_cat/indices/" + config.index() + "-*?format=json&s=index", null)
                    .findValuesAsText("index", names);
        }
        names.removeIf(name -> name.endsWith("-leases"));
        return names;
    }

    private static void write(PassageStore store, SourceDocument document) {
        int part = store.leases().partOf(document.collection(), document.uri());
        try (Lease _ = store.leases().take(part)) {
            store.replace(document, lines(document), null);
            store.putSource(source(document));
            store.publish();
        }
    }

    private static String text(PassageStore store, SourceDocument document) {
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            return now.document(document.id()).map(SourceDocument::text).orElse("none");
        }
    }

    @Test
    void nothingThatIsWrittenMeanwhileIsMissing() throws Exception {
        StoreModel model = new StoreModel(Seeds.random("OpenSearchSuccessorTest"), false);
        AtomicBoolean done = new AtomicBoolean();
        try (PassageStore writing = open("analysis-1");
                PassageStore reading = open("analysis-1");
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Integer> writer = threads.submit(() -> writeAtRandom(model, writing, done));
            Future<Integer> reader = threads.submit(() -> read(reading, done));
            for (int i = 0; i < REBUILDS; i++) {
                rebuild("analysis-1", () -> false);
            }
            done.set(true);
            assertThat(writer.get()).isGreaterThan(REBUILDS);
            assertThat(reader.get()).isGreaterThan(REBUILDS);
            commit(model, writing);
            System.out.printf(
                    Locale.ROOT,
                    "OpenSearchSuccessorTest: %d rebuildings beside %d changes and %d readings%n",
                    REBUILDS,
                    writer.get(),
                    reader.get());
            assertThat(model.difference(writing)).isEmpty();
            try (PassageStore third = open("analysis-1")) {
                assertThat(model.difference(third)).isEmpty();
            }
        }
        open("analysis-1").close();
        assertThat(indices()).containsExactly(config.index() + "-" + (1 + REBUILDS));
    }

    private static int writeAtRandom(StoreModel model, PassageStore store, AtomicBoolean done) {
        int steps = 0;
        while (!done.get()) {
            try (Lease _ = store.leases().take(steps % store.leases().parts())) {
                model.write(store);
                store.sync();
            }
            steps++;
        }
        return steps;
    }

    private static void commit(StoreModel model, PassageStore store) {
        try (Lease _ = store.leases().take(0)) {
            model.commit(store);
        }
    }

    /** Documents are seen whole, whichever index they are in, and generations grow. */
    private static int read(PassageStore store, AtomicBoolean done) {
        long last = 0;
        int reads = 0;
        while (!done.get()) {
            try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
                assertThat(now.generation()).isGreaterThanOrEqualTo(last);
                last = now.generation();
                for (SourceDocument listed : now.documents(null, 0, 100)) {
                    SourceDocument whole = now.document(listed.id()).orElseThrow();
                    assertThat(now.passages(listed.id())).hasSameSizeAs(lines(whole));
                }
                reads++;
            }
        }
        return reads;
    }

    @Test
    void whoIsConfiguredOtherwiseSearchesTheFormerAndWritesNothing() {
        SourceDocument a = document("c", "a", "en", "one fish");
        SourceDocument b = document("c", "b", "en", "two fish");
        try (PassageStore former = open("analysis-1")) {
            write(former, a);
            assertThat(rebuild("analysis-2", () -> false).changed()).isEqualTo(1);

            assertThat(text(former, a)).isEqualTo(a.text());
            for (int i = 0; i < 3; i++) {
                refused(() -> write(former, b), "started again");
            }
            assertThat(text(former, a)).isEqualTo(a.text());
            try (PassageStore other = open("analysis-2")) {
                assertThat(text(other, a)).isEqualTo(a.text());
                write(other, b);
                assertThat(text(other, b)).isEqualTo(b.text());
                assertThat(text(former, b)).isEqualTo("none");
            }
            assertThat(indices()).as("one still reads the former").hasSize(2);
        }
        open("analysis-2").close();
        assertThat(indices()).containsExactly(config.index() + "-2");
        refused(() -> open("analysis-1"), "nuri reindex");
    }

    private static void refused(ThrowingCallable action, String said) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining(said);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneThatDiesLeavesTheFormerAsItWas(boolean writesOn) throws InterruptedException {
        SourceDocument a = document("c", "a", "en", "one fish");
        try (PassageStore store = open("analysis-1")) {
            write(store, a);
            OpenSearchSuccessor died = begin("analysis-2");
            try {
                refused(() -> begin("analysis-2"), "already");
                died.die();
                write(store, document("c", "b", "en", "two fish"));

                assertThat(rebuild("analysis-1", () -> false).changed()).isEqualTo(2);
                // A process that is dead looks at nothing.
                Thread.sleep(1_100);
                assertThat(text(store, a)).isEqualTo(a.text());
                // One that only slept writes no more, and takes nothing away.
                if (writesOn) {
                    SourceDocument c = document("c", "c", "en", "three fish");
                    died.store().replace(c, lines(c), null);
                    assertThatThrownBy(died.store()::sync).hasMessageContaining("took over");
                }
            } finally {
                died.close();
            }
            assertThat(indices()).containsExactly(config.index() + "-2");
            assertThat(text(store, a)).isEqualTo(a.text());
        }
        try (PassageStore store = open("analysis-1")) {
            assertThat(text(store, a)).isEqualTo(a.text());
        }
    }

    @Test
    void aCancelledOneLeavesNothing() {
        SourceDocument a = document("c", "a", "en", "one fish");
        try (PassageStore store = open("analysis-1")) {
            write(store, a);
            assertThatThrownBy(() -> rebuild("analysis-2", () -> true)).isInstanceOf(CancellationException.class);
            assertThat(indices()).containsExactly(config.index() + "-1");
            write(store, document("c", "b", "en", "two fish"));
        }
    }

    @Test
    void whoeverWritesIsWaitedFor() throws Exception {
        SourceDocument a = document("c", "a", "en", "one fish");
        SourceDocument b = document("c", "b", "en", "two fish");
        SourceDocument d = document("c", "d", "en", "four fish");
        IndexEntries entries = entries("analysis-1");
        try (PassageStore store = OpenSearchStore.open(config, entries, KEPT);
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            write(store, a);
            Future<IngestReport> rebuilding;
            int part = store.leases().partOf(b.collection(), b.uri());
            try (Lease _ = store.leases().take(part)) {
                rebuilding = threads.submit(
                        () -> rebuild(() -> OpenSearchSuccessor.begin(config, entries, KEPT), () -> false));
                // Longer than it keeps the others waiting, who get to write in between.
                Thread.sleep(KEPT.patience().toMillis() / 2);
                assertThat(rebuilding.isDone()).isFalse();
                write(store, d);
                store.replace(b, lines(b), null);
                store.putSource(source(b));
                store.publish();
            }
            rebuilding.get();
            assertThat(indices()).contains(config.index() + "-2");
            Thread.sleep(1_100);
            assertThat(text(store, a)).isEqualTo(a.text());
            assertThat(text(store, b)).isEqualTo(b.text());
            assertThat(text(store, d)).isEqualTo(d.text());
        }
    }

    @Test
    void anIndexOfSomebodyElseStays() {
        String next = config.index() + "-2";
        try (PassageStore store = open("analysis-1");
                Cluster cluster = new Cluster(config)) {
            cluster.call("PUT", "/" + next, null);
            write(store, document("c", "a", "en", "one fish"));
            refused(() -> begin("analysis-1"), "is not Nuri's");
            assertThat(indices()).containsExactly(config.index() + "-1", next);
            cluster.call("DELETE", "/" + next, null);
        }
    }

    @Test
    void thereMustBeAnIndex() {
        assertThatThrownBy(() -> begin("analysis-1"))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("index documents first");
    }
}
