package dev.nuri.opensearch;

import static dev.nuri.indexer.TestDocuments.document;
import static dev.nuri.indexer.TestDocuments.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WritesTest {

    private static final IndexEntries ENTRIES =
            IndexEntries.of(new WhitespaceAnalyzer(), "analysis-1", "embedder-1", 4);

    @TempDir
    Path folder;

    @Test
    void anEntryThatIsNeverTakenIsToldToEverybodyUntilItIsForgiven() {
        OpenSearchConfig config = TestNode.config(folder);
        try (PassageStore store = OpenSearchStore.open(config, ENTRIES);
                Cluster cluster = new Cluster(config)) {
            Writes writes = new Writes(cluster, () -> cluster.config().index(), () -> null);
            writes.put("x", "{\"nonesuch\":1}".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(writes::flush)
                        .isInstanceOfSatisfying(
                                NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                        .hasMessageContaining("refused an entry");
            }
            writes.forgive();
            writes.flush();
            assertThat(store.logBytes()).isZero();
        }
    }

    @Test
    void whatAnotherMayWriteByNowIsNotSent() {
        OpenSearchConfig config = TestNode.config(folder);
        NuriException taken = new NuriException(ErrorCode.BUSY, "Another took over.");
        AtomicReference<NuriException> why = new AtomicReference<>(taken);
        try (PassageStore store = OpenSearchStore.open(config, ENTRIES);
                Cluster cluster = new Cluster(config)) {
            Writes writes = new Writes(cluster, () -> cluster.config().index(), why::get);
            byte[] entry = "{\"generation\":77}".getBytes(StandardCharsets.UTF_8);
            writes.put(IndexMapping.META_ID, entry);
            assertThatThrownBy(writes::flush).isSameAs(taken);
            why.set(null);
            assertThatThrownBy(writes::flush).as("until somebody was told").isSameAs(taken);
            writes.forgive();
            writes.flush();
            assertThat(new Generations(cluster).last().number()).isZero();
            writes.put(IndexMapping.META_ID, entry);
            writes.flush();
            assertThat(new Generations(cluster).last().number()).isEqualTo(77);
            assertThat(new Generations(cluster).next(config.index())).isEqualTo(78);
            assertThat(store.logBytes()).isZero();
        }
    }

    @Test
    void whatWasSentTwiceIsThereOnce() {
        OpenSearchConfig config = TestNode.config(folder);
        SourceDocument a = document("c", "a", "en", "one fish\ntwo fish");
        try (PassageStore store = OpenSearchStore.open(config, ENTRIES);
                Cluster cluster = new Cluster(config)) {
            for (int i = 0; i < 2; i++) {
                store.replace(a, lines(a), null);
                store.sync();
            }
            store.publish();
            ObjectNode passages = Cluster.object();
            passages.set("query", PointInTime.term("kind", "passage"));
            assertThat(cluster.call("POST", "/" + config.index() + "/_count", passages)
                            .path("count")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void aVectorWithoutADirectionIsLeftOut() throws IOException {
        SourceDocument a = document("c", "a", "en", "one fish\ntwo fish");
        try (PassageStore store = OpenSearchStore.open(TestNode.config(folder), ENTRIES)) {
            store.replace(a, lines(a), new float[][] {{0, 0, 0, 0}, {0, 1, 0, 0}});
            store.publish();
            try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
                assertThat(now.passages(a.id())).isEqualTo(lines(a));
                assertThat(now.searcher().nearest(new float[] {0, 1, 0, 0}, null, 10))
                        .extracting(found -> found.id())
                        .containsExactly(a.id() + "#1");
            }
        }
    }
}
