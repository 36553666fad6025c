package dev.nuri.retriever;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStores;
import dev.nuri.retriever.eval.CrossLingual;
import dev.nuri.retriever.eval.PooledIndex;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures retrieval on sets with relevance judgements.
 *
 * <p>The union of the sets' passages is indexed as one multilingual collection, each passage as a document of its own,
 * and every question of the split is asked of all of it. The language of a question is for the retriever to tell.
 * Rankings are measured before near duplicates are folded, since judgements name one of them; times are those of whole
 * searches with 10 hits.
 */
public final class RetrievalEvaluation {

    private static final long MIN_FREE_BYTES = 64L << 20;

    private RetrievalEvaluation() {}

    /**
     * Indexes and measures.
     *
     * @param sets folders in the format of {@link EvalSet}; one without judgements adds its passages to the pool and is
     *     reported as skipped
     * @param split which queries to ask
     * @param embedder null to measure the lexical leg alone; not closed
     * @param workDir where the temporary index goes: empty, or not there yet; left for the caller to delete
     * @throws dev.nuri.indexer.NuriException when a set cannot be read
     */
    public static RetrievalReport run(
            List<Path> sets, Split split, Embedder embedder, Path workDir, ProgressListener progress) {
        LanguageAnalyzers analyzers = LanguageAnalyzers.standard();
        try (PassageStore store = PassageStores.lucene(workDir, analyzers, embedder, MIN_FREE_BYTES)) {
            return run(sets, split, embedder, store, progress);
        }
    }

    /**
     * Indexes and measures in another store.
     *
     * @param store empty, with the analyzers of this version and the vectors of {@code embedder}; not closed
     */
    public static RetrievalReport run(
            List<Path> sets, Split split, Embedder embedder, PassageStore store, ProgressListener progress) {
        List<EvalSet> read = sets.stream().map(EvalSet::read).toList();
        LanguageAnalyzers analyzers = LanguageAnalyzers.standard();
        PooledIndex pool = PooledIndex.write(read, store, embedder, progress);
        HybridRetriever retriever = new HybridRetriever(store, LanguageIdentifiers.standard(), analyzers, embedder);
        return new RetrievalMeasurement(retriever, pool, embedder, split, progress)
                .measure(read, CrossLingual.read(sets, read, split));
    }
}
