package dev.nuri.indexer.store;

import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStoreContract;
import java.nio.file.Path;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;

/** A store that has not changed its index keeps to the contract like the one below it. */
final class LiveStoreTest extends PassageStoreContract {

    @Override
    protected PassageStore open(Path folder, String analysis, String embedder) {
        IndexFolders folders = new IndexFolders(folder);
        StoreSettings settings = new StoreSettings(
                new WhitespaceAnalyzer(),
                lang -> "ko".equals(lang) ? "ko" : null,
                analysis,
                embedder,
                DIMENSION,
                null,
                CommitStamp.FORMAT,
                0);
        return new LiveStore(folders, LuceneStore.open(folders.index(), settings));
    }
}
