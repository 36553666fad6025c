package dev.nuri.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nuri.retriever.Hits;
import java.util.List;
import java.util.Map;

/**
 * What a search found.
 *
 * @param hits best first
 * @param total passages that match, of which 100,000 are counted at most
 * @param totalIsLowerBound whether more may match than are counted
 * @param facets field to counts of the matching passages, largest first
 * @param queryLang language the query was taken to be in
 * @param tookMs wall time
 * @param cursor continues after the last hit; null when there are no more
 * @param suggestion the query as it may have been meant, where no passage has one of its words; else null
 * @param explain how the query was understood; null unless asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SearchView(
        List<HitView> hits,
        long total,
        boolean totalIsLowerBound,
        Map<String, List<Hits.FacetCount>> facets,
        String queryLang,
        double tookMs,
        String cursor,
        String suggestion,
        Hits.QueryExplanation explain) {

    /** Shows hits. */
    public static SearchView of(Hits hits) {
        return new SearchView(
                hits.hits().stream().map(HitView::of).toList(),
                hits.total(),
                hits.totalIsLowerBound(),
                hits.facets(),
                hits.queryLang(),
                Millis.of(hits.took()),
                hits.cursor(),
                hits.suggestion(),
                hits.explanation());
    }
}
