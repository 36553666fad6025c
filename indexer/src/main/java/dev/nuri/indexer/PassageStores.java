package dev.nuri.indexer;

import dev.nuri.indexer.store.LuceneStore;
import dev.nuri.indexer.store.StoreSettings;
import java.nio.file.Path;

/** Opens passage stores. */
public final class PassageStores {

    private PassageStores() {}

    /**
     * Opens a store in one Lucene index, which is made when the folder has none.
     *
     * @param folder holds nothing but the index
     * @param embedder whose vectors are written; null for none
     * @param minFreeDiskBytes writes are refused below this much free space
     * @throws NuriException CONFLICT when another process holds the folder, or when the index was written by a newer
     *     version, with other analyzers or another embedder; CORRUPT, naming the file, when it is damaged
     */
    public static PassageStore lucene(
            Path folder, LanguageAnalyzers analyzers, Embedder embedder, long minFreeDiskBytes) {
        return LuceneStore.open(
                folder,
                StoreSettings.of(
                        analyzers.perField(), analyzers::keyOf, analyzers.fingerprint(), embedder, minFreeDiskBytes));
    }
}
