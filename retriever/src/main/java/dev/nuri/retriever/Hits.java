package dev.nuri.retriever;

import dev.nuri.indexer.LanguageGuess;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a search found.
 *
 * @param hits best first, near duplicates shown once
 * @param total passages that match; counting stops at {@link #MAX_COUNTED}
 * @param facets field ({@code lang}, {@code type}, {@code collection}) to counts of the matching passages, largest
 *     first
 * @param queryLang language the query was taken to be in, {@code und} when it could not be told
 * @param cursor continues after the last hit; null when there are no more
 * @param took wall time
 * @param generation of the index searched
 * @param suggestion the query as it may have been meant, on a first page where no passage has one of its words; null
 *     when there is nothing to suggest
 * @param explanation how the query was understood; null unless asked for
 */
public record Hits(
        List<Hit> hits,
        long total,
        Map<String, List<FacetCount>> facets,
        String queryLang,
        String cursor,
        Duration took,
        long generation,
        String suggestion,
        QueryExplanation explanation) {

    /** Matching passages that are counted; there may be more. */
    public static final int MAX_COUNTED = 100_000;

    public Hits {
        hits = List.copyOf(hits);
        facets = Collections.unmodifiableMap(new LinkedHashMap<>(facets));
    }

    /** Whether more may match than {@link #total} and {@link #facets} tell. */
    public boolean totalIsLowerBound() {
        return total >= MAX_COUNTED;
    }

    /** The same search with other hits. */
    public Hits withHits(List<Hit> others) {
        return new Hits(others, total, facets, queryLang, cursor, took, generation, suggestion, explanation);
    }

    /** The same after another time. */
    Hits took(Duration other) {
        return new Hits(hits, total, facets, queryLang, cursor, other, generation, suggestion, explanation);
    }

    /**
     * How many matching passages have a value.
     *
     * @param value such as {@code ko} or {@code application/pdf}
     * @param count at least 1
     */
    public record FacetCount(String value, long count) {}

    /**
     * How a query was understood.
     *
     * @param languages the languages searched, likeliest first
     * @param terms field to the terms its analyzer made of the query
     * @param lexical passages the lexical leg looked at
     * @param dense passages the dense leg looked at
     * @param denseDecision why the dense leg ran or did not
     * @param rerankDecision why a reranker ran or did not
     * @param timings stage to milliseconds
     */
    public record QueryExplanation(
            List<LanguageGuess> languages,
            Map<String, List<String>> terms,
            long lexical,
            long dense,
            String denseDecision,
            String rerankDecision,
            Map<String, Double> timings) {}
}
