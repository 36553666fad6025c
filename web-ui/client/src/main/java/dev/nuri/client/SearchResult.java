package dev.nuri.client;

import java.util.List;
import java.util.Map;

/**
 * What a search found.
 *
 * @param hits best first
 * @param total passages that match
 * @param totalIsLowerBound whether more may match than were counted
 * @param facets field to counts of the matching passages, largest first
 * @param queryLang language the query was taken to be in
 * @param tookMs wall time in the server
 * @param cursor continues after the last hit; null when there are no more
 * @param suggestion the query as it may have been meant; null when nothing speaks for another
 */
public record SearchResult(
        List<Hit> hits,
        long total,
        boolean totalIsLowerBound,
        Map<String, List<FacetCount>> facets,
        String queryLang,
        double tookMs,
        String cursor,
        String suggestion) {

    public SearchResult {
        hits = hits == null ? List.of() : List.copyOf(hits);
        facets = facets == null ? Map.of() : Map.copyOf(facets);
    }

    /**
     * How many matching passages have a value.
     *
     * @param value of the field
     * @param count passages
     */
    public record FacetCount(String value, long count) {}
}
