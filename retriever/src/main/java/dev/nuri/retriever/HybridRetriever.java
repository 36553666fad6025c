package dev.nuri.retriever;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.retriever.dense.DenseLeg;
import dev.nuri.retriever.lexical.LexicalLeg;
import dev.nuri.retriever.lexical.LexicalWeights;
import dev.nuri.retriever.query.LanguageChoice;
import dev.nuri.retriever.query.QueryUnderstanding;
import java.io.IOException;

/**
 * Finds passages by their words and, where an embedder knows the query's language, by their meaning, and fuses the two
 * rankings. Thread-safe; holds nothing but what it was given, which the caller closes.
 */
public final class HybridRetriever implements Retriever {

    private final PassageStore store;
    private final Stages stages;

    /**
     * A retriever over a store.
     *
     * @param analyzers those the store was written with
     * @param embedder the one the store's vectors are from; null to search by words alone
     */
    public HybridRetriever(
            PassageStore store, LanguageIdentifier languages, LanguageAnalyzers analyzers, Embedder embedder) {
        this(store, languages, analyzers, embedder, LexicalWeights.STANDARD, LanguageChoice.STANDARD);
    }

    HybridRetriever(
            PassageStore store,
            LanguageIdentifier languages,
            LanguageAnalyzers analyzers,
            Embedder embedder,
            LexicalWeights weights,
            LanguageChoice choice) {
        this.store = store;
        stages = new Stages(
                new QueryUnderstanding(languages, analyzers, choice),
                new LexicalLeg(analyzers, weights),
                new DenseLeg(embedder),
                analyzers);
    }

    @Override
    public Hits search(SearchRequest request) {
        Cursor after = Cursor.of(request);
        return within(request, search -> search.hits(after));
    }

    /** Runs a search's stages over one snapshot. */
    <T> T within(SearchRequest request, Reading<T> reading) {
        try (IndexSnapshot snapshot = store.snapshot()) {
            return reading.from(new Search(stages, snapshot, request));
        } catch (IOException e) {
            throw new NuriException(ErrorCode.CORRUPT, "The index cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** What is read from a search. */
    @FunctionalInterface
    interface Reading<T> {
        T from(Search search) throws IOException;
    }
}
