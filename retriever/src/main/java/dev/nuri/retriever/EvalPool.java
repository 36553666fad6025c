package dev.nuri.retriever;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStores;
import dev.nuri.retriever.eval.PooledIndex;
import java.nio.file.Path;
import java.util.List;

/**
 * The passages of evaluation sets in one multilingual index, each as a document of its own, with a retriever over it.
 *
 * @param store the index
 * @param languages tells the language of a question
 * @param analyzers those the index was written with
 * @param retriever both legs where there is an embedder
 */
public record EvalPool(
        PassageStore store, LanguageIdentifier languages, LanguageAnalyzers analyzers, Retriever retriever)
        implements AutoCloseable {

    private static final long MIN_FREE_BYTES = 64L << 20;

    /**
     * Writes the union of the sets.
     *
     * @param embedder null for no vectors; not closed
     * @param workDir where the index goes: empty, or not there yet; left for the caller to delete
     * @throws dev.nuri.indexer.NuriException when two passages have one id
     */
    public static EvalPool write(List<EvalSet> sets, Embedder embedder, Path workDir, ProgressListener progress) {
        EvalPool pool = open(embedder, workDir);
        try {
            PooledIndex.write(sets, pool.store, embedder, progress);
            return pool;
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /** Opens what {@link #write} left in a folder, with the same embedder. */
    public static EvalPool open(Embedder embedder, Path workDir) {
        LanguageAnalyzers analyzers = LanguageAnalyzers.standard();
        LanguageIdentifier languages = LanguageIdentifiers.standard();
        PassageStore store = PassageStores.lucene(workDir, analyzers, embedder, MIN_FREE_BYTES);
        return new EvalPool(store, languages, analyzers, new HybridRetriever(store, languages, analyzers, embedder));
    }

    /** Id of the document that a set's passage became. */
    public static String documentId(String passageId) {
        return PooledIndex.documentId(passageId);
    }

    @Override
    public void close() {
        store.close();
    }
}
