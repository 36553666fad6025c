package dev.nuri.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nuri.indexer.IndexEntries;
import java.nio.file.Path;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TroubleTest {

    @TempDir
    Path temp;

    @Test
    void saysWhenTheClusterIsGone() throws Exception {
        assumeTrue(OpenSearchCluster.isThere(), "the build did not unpack the server");
        try (OpenSearchCluster cluster = OpenSearchCluster.start(temp, 1)) {
            OpenSearchStore store = OpenSearchStore.open(
                    OpenSearchConfig.of(cluster.url(0), "trouble"),
                    IndexEntries.of(new WhitespaceAnalyzer(), "analysis-1", "none", 0));
            assertThat(store.trouble()).isEmpty();
            cluster.kill(0);
            assertThat(store.trouble()).hasValueSatisfying(sentence -> assertThat(sentence)
                    .contains(cluster.url(0), "does not answer")
                    .endsWith("."));
        }
    }
}
