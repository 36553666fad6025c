package dev.nuri.retriever.lexical;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.FieldCounts;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.retriever.Hits;
import dev.nuri.retriever.Hits.FacetCount;
import dev.nuri.retriever.SearchRequest;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.search.Query;

/**
 * How many passages match a query, by language, type and collection.
 *
 * <p>Counting stops after {@link Hits#MAX_COUNTED} passages, so that a query of common words over a large index costs no
 * more than one of rare words; total and counts are lower bounds from there on.
 *
 * @param total passages that match
 * @param facets facet to its values, largest first and at most {@value #MAX_VALUES}
 */
public record FacetCounts(long total, Map<String, List<FacetCount>> facets) {

    static final int MAX_VALUES = 100;

    private static final List<String> NAMES =
            List.of(SearchRequest.LANG_FILTER, SearchRequest.TYPE_FILTER, SearchRequest.COLLECTION_FILTER);
    /** What is counted, up to {@link Hits#MAX_COUNTED}. */
    public static final List<String> FIELDS = List.of(IndexSchema.LANG, IndexSchema.MEDIA_TYPE, IndexSchema.COLLECTION);

    /** Counts what matches. */
    public static FacetCounts count(EntrySearcher searcher, Query query) throws IOException {
        FieldCounts counted = searcher.count(query, FIELDS, Hits.MAX_COUNTED);
        Map<String, List<FacetCount>> facets = new LinkedHashMap<>();
        for (int f = 0; f < FIELDS.size(); f++) {
            facets.put(NAMES.get(f), largestFirst(counted.values().get(FIELDS.get(f))));
        }
        return new FacetCounts(counted.total(), facets);
    }

    private static List<FacetCount> largestFirst(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> new FacetCount(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(FacetCount::count).reversed().thenComparing(FacetCount::value))
                .limit(MAX_VALUES)
                .toList();
    }
}
