package dev.nuri.opensearch;

import static dev.nuri.indexer.TestDocuments.document;
import static dev.nuri.indexer.TestDocuments.lines;
import static dev.nuri.indexer.TestDocuments.source;
import static dev.nuri.indexer.TestDocuments.withReaders;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceAccess;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceLeases.Lease;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.Viewer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two stores that stand for two processes; one stops for so long that the other takes over what it was writing. */
class TakenOverTest {

    private static final SortedSet<String> RED = Readers.of(List.of("group:red"));

    @TempDir
    Path folder;

    private PassageStore open() {
        return OpenSearchStore.open(
                TestNode.config(folder),
                IndexEntries.of(new WhitespaceAnalyzer(), "analysis-1", "none", 0),
                ClusterLeasesTest.QUICK);
    }

    @Test
    void whatTheFirstStillWritesIsNotThere() {
        SourceDocument open = document("c", "a", "en", "one fish");
        SourceDocument restricted = withReaders(open, RED);
        SourceRecord record = source(open);
        try (PassageStore first = open();
                PassageStore other = open()) {
            int part = first.leases().partOf("c", record.uri());
            Lease lost = first.leases().take(part);
            first.replace(open, lines(open), null);
            first.putSource(record);
            ((ClusterLeases) first.leases()).stopBeating();

            try (Lease _ = other.leases().take(part)) {
                other.replace(restricted, lines(restricted), null);
                other.putSource(record.withAccess(new SourceAccess(RED, null, Map.of())));
                other.publish();
            }

            refuses(first::sync);
            refuses(first::commit);
            first.replace(open, lines(open), null);
            refuses(first::commit);
            first.replace(open, lines(open), null);
            lost.close();
            refuses(first::commit);
            first.commit();

            assertThat(first.source("c", record.uri()).orElseThrow().access().readers())
                    .isEqualTo(RED);
            for (PassageStore store : List.of(first, other)) {
                try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
                    assertThat(now.document(open.id()).orElseThrow().readers()).isEqualTo(RED);
                }
            }
        }
    }

    private static void refuses(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                .hasMessageContaining("took over");
    }
}
