package dev.nuri.retriever;

import com.github.benmanes.caffeine.cache.stats.CacheStats;
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
import dev.nuri.retriever.rerank.ModelRanking;
import dev.nuri.retriever.spell.Speller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Finds passages by their words and, where an embedder knows the query's language, by their meaning, and fuses the two
 * rankings. Thread-safe. What was found is remembered until the index changes; what it was given, the caller closes.
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
        this(store, languages, analyzers, embedder, Synonyms.NONE);
    }

    /**
     * A retriever that embeds queries with the embedder of each snapshot's vectors, whichever that is by then.
     *
     * @param analyzers those the store is written with
     * @param synonyms what else a query may be written as
     * @param reranking reorders the head of what is found by all means; null for none
     */
    public static HybridRetriever of(
            PassageStore store,
            LanguageIdentifier languages,
            LanguageAnalyzers analyzers,
            Synonyms synonyms,
            Reranking reranking) {
        return new HybridRetriever(
                store,
                languages,
                analyzers,
                IndexSnapshot::embedder,
                synonyms,
                LexicalWeights.STANDARD,
                LanguageChoice.STANDARD,
                reranking);
    }

    /**
     * A retriever over a store that also finds other wordings.
     *
     * @param analyzers those the store was written with
     * @param embedder the one the store's vectors are from; null to search by words alone
     * @param synonyms what else a query may be written as
     */
    public HybridRetriever(
            PassageStore store,
            LanguageIdentifier languages,
            LanguageAnalyzers analyzers,
            Embedder embedder,
            Synonyms synonyms) {
        this(store, languages, analyzers, embedder, synonyms, LexicalWeights.STANDARD, LanguageChoice.STANDARD);
    }

    HybridRetriever(
            PassageStore store,
            LanguageIdentifier languages,
            LanguageAnalyzers analyzers,
            Embedder embedder,
            Synonyms synonyms,
            LexicalWeights weights,
            LanguageChoice choice) {
        this(store, languages, analyzers, _ -> embedder, synonyms, weights, choice, null);
    }

    private HybridRetriever(
            PassageStore store,
            LanguageIdentifier languages,
            LanguageAnalyzers analyzers,
            Function<IndexSnapshot, Embedder> embedders,
            Synonyms synonyms,
            LexicalWeights weights,
            LanguageChoice choice,
            Reranking reranking) {
        this.store = store;
        stages = new Stages(
                new QueryUnderstanding(languages, analyzers, choice),
                new LexicalLeg(analyzers, weights, synonyms),
                new DenseLeg(embedders),
                new ModelRanking(reranking),
                new Speller(analyzers),
                analyzers,
                new SearchCache());
    }

    @Override
    public Hits search(SearchRequest request) {
        Cursor after = Cursor.of(request);
        long start = System.nanoTime();
        try (IndexSnapshot snapshot = store.snapshot(request.viewer())) {
            Hits known = stages.cache().page(snapshot.generation(), request, start);
            return known != null ? known : new Search(stages, snapshot, request).hits(after);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * How long the engine takes for the query of the lexical leg alone, in milliseconds: {@code k} hits, nothing read of them
     * but their columns, nothing counted. What a search takes beyond that is Nuri's.
     */
    public double bareMillis(SearchRequest request) {
        try (IndexSnapshot snapshot = store.snapshot(request.viewer())) {
            return new Search(stages, snapshot, request).bareMillis();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public List<CacheFigures> cacheFigures() {
        List<CacheFigures> figures = new ArrayList<>();
        figures.add(figures("pages", stages.cache().pageStatistics()));
        figures.add(figures("queries", stages.cache().queryStatistics()));
        figures.add(figures("vectors", stages.dense().statistics()));
        return figures;
    }

    private static CacheFigures figures(String cache, CacheStats stats) {
        return new CacheFigures(cache, stats.hitCount(), stats.missCount(), stats.evictionCount());
    }

    /** Runs a search's stages over one snapshot. */
    <T> T within(SearchRequest request, Reading<T> reading) {
        try (IndexSnapshot snapshot = store.snapshot(request.viewer())) {
            return reading.from(new Search(stages, snapshot, request));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static NuriException unreadable(IOException e) {
        return new NuriException(ErrorCode.CORRUPT, "The index cannot be read: " + e.getMessage() + ".", e);
    }

    /** What is read from a search. */
    @FunctionalInterface
    interface Reading<T> {
        T from(Search search) throws IOException;
    }
}
