package dev.nuri.opensearch;

import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStoreContract;
import java.nio.file.Path;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;

class OpenSearchStoreTest extends PassageStoreContract {

    @Override
    protected PassageStore open(Path folder, String analysis, String embedder) {
        return OpenSearchStore.open(
                TestNode.config(folder), IndexEntries.of(new WhitespaceAnalyzer(), analysis, embedder, DIMENSION));
    }

    @Override
    protected boolean keepsQuotas() {
        return false;
    }

    @Override
    protected int modelSteps() {
        return 60;
    }
}
