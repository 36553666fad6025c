package dev.nuri.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceLeases.Lease;
import dev.nuri.indexer.TestDocuments;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.TermQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, of which the leader is killed while documents are written and searched. */
class FailoverTest {

    private static final int NODES = 3;
    private static final int BEFORE = 20;
    private static final int AFTER = 60;
    /** What a search may say while a node is gone. */
    private static final Set<ErrorCode> DECLARED = Set.of(ErrorCode.NOT_READY, ErrorCode.BUSY);

    @TempDir
    Path temp;

    @Test
    void noAcknowledgedDocumentIsLostWithTheLeader() throws Exception {
        assumeTrue(OpenSearchCluster.isThere(), "the build did not unpack the server");
        try (OpenSearchCluster cluster = OpenSearchCluster.start(temp, NODES);
                PassageStore store = OpenSearchStore.open(
                        new OpenSearchConfig(
                                cluster.urls(),
                                "failover",
                                null,
                                null,
                                OpenSearchConfig.Tls.USUAL,
                                new OpenSearchConfig.Layout(2, 1, "lucene")),
                        IndexEntries.of(new WhitespaceAnalyzer(), "analysis-1", "none", 0));
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Set<String> acknowledged = Collections.synchronizedSet(new HashSet<>());
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger searches = new AtomicInteger();
            List<NuriException> failures = Collections.synchronizedList(new ArrayList<>());
            write(store, 0, BEFORE, acknowledged);
            Future<?> searching = threads.submit(() -> {
                while (!done.get()) {
                    search(store, searches, failures);
                }
            });
            // As an ingest holds one, which must not go with the leader.
            Lease lease = store.leases().take(7);
            Future<?> writing = threads.submit(() -> write(store, BEFORE, AFTER, acknowledged));
            while (acknowledged.size() < BEFORE + 10) {
                Thread.sleep(20);
            }
            int leader = cluster.leader();
            long start = System.nanoTime();
            cluster.kill(leader);
            writing.get();
            long millis = (System.nanoTime() - start) / 1_000_000;
            done.set(true);
            searching.get();
            store.publish();
            lease.close();
            try (Lease _ = store.leases().take(7)) {
                assertThat(store.leases().tryTake(Set.of(7), "again")).containsOnlyKeys(7);
            }
            try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
                Set<String> there = new HashSet<>();
                now.documents(null, 0, 1_000).forEach(document -> there.add(document.id()));
                assertThat(there).containsExactlyInAnyOrderElementsOf(acknowledged);
                for (String id : acknowledged) {
                    assertThat(now.passages(id)).hasSize(2);
                }
                assertThat(now.searcher().count(fish())).isEqualTo(2L * acknowledged.size());
            }
            assertThat(searches.get()).isPositive();
            assertThat(failures)
                    .allSatisfy(failure ->
                            assertThat(failure.code()).as(failure.getMessage()).isIn(DECLARED));
            System.out.printf(
                    Locale.ROOT,
                    "FailoverTest: leader killed, %d documents acknowledged, 0 lost, the last %d ms after the kill; %d"
                            + " searches, %d failed%n",
                    acknowledged.size(),
                    millis,
                    searches.get(),
                    failures.size());
        }
    }

    private static void write(PassageStore store, int from, int to, Set<String> acknowledged) {
        for (int i = from; i < to; i++) {
            SourceDocument document = TestDocuments.document("c", "n" + i, "en", "one fish\ntwo fish");
            store.replace(document, TestDocuments.lines(document), null);
            if (i % 5 == 4) {
                store.publish();
            } else {
                store.sync();
            }
            acknowledged.add(document.id());
        }
    }

    private static void search(PassageStore store, AtomicInteger searches, List<NuriException> failures) {
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            int found = now.searcher().search(fish(), 1_000).size();
            // Documents are seen whole.
            assertThat(found % 2).isZero();
            searches.incrementAndGet();
        } catch (NuriException e) {
            failures.add(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TermQuery fish() {
        return new TermQuery(new Term(IndexSchema.BODY, "fish"));
    }
}
