package dev.nuri.indexer;

import dev.nuri.indexer.store.LuceneStore;
import dev.nuri.indexer.store.StoreSettings;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;

/** Opens passage stores. */
public final class PassageStores {

    private PassageStores() {}

    /**
     * Opens a store in one Lucene index, which is made when the folder has none.
     *
     * @param folder holds nothing but the index
     * @param analyzer analyzer of each field of {@link IndexSchema}
     * @param keyOf language tag to the analyzer key of its fields, null for a language without fields of its own
     * @param analysis fingerprint of the analyzers
     * @param embedder whose vectors are written; null for none
     * @param minFreeDiskBytes writes are refused below this much free space
     * @throws NuriException CONFLICT when another process holds the folder, or when the index was written by a newer
     *     version, with other analyzers or another embedder; CORRUPT, naming the file, when it is damaged
     */
    public static PassageStore lucene(
            Path folder,
            Analyzer analyzer,
            UnaryOperator<String> keyOf,
            String analysis,
            Embedder embedder,
            long minFreeDiskBytes) {
        return LuceneStore.open(folder, StoreSettings.of(analyzer, keyOf, analysis, embedder, minFreeDiskBytes));
    }
}
