package dev.nuri.retriever.lexical;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.retriever.Hits;
import dev.nuri.retriever.Hits.FacetCount;
import dev.nuri.retriever.SearchRequest;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.CollectionTerminatedException;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

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
    private static final List<String> FIELDS =
            List.of(IndexSchema.LANG, IndexSchema.MEDIA_TYPE, IndexSchema.COLLECTION);

    /** Counts what matches. */
    public static FacetCounts count(IndexSearcher searcher, Query query) throws IOException {
        return searcher.search(query, new CollectorManager<Counter, FacetCounts>() {
            @Override
            public Counter newCollector() {
                return new Counter();
            }

            @Override
            public FacetCounts reduce(Collection<Counter> counters) throws IOException {
                return merge(counters);
            }
        });
    }

    private static FacetCounts merge(Collection<Counter> counters) throws IOException {
        long total = 0;
        Map<String, List<FacetCount>> facets = new LinkedHashMap<>();
        for (Counter counter : counters) {
            counter.finishLeaf();
            total += counter.total;
        }
        for (int f = 0; f < FIELDS.size(); f++) {
            Map<String, Long> merged = new HashMap<>();
            for (Counter counter : counters) {
                counter.values.get(f).forEach((value, count) -> merged.merge(value, count, Long::sum));
            }
            facets.put(NAMES.get(f), largestFirst(merged));
        }
        return new FacetCounts(total, facets);
    }

    private static List<FacetCount> largestFirst(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> new FacetCount(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(FacetCount::count).reversed().thenComparing(FacetCount::value))
                .limit(MAX_VALUES)
                .toList();
    }

    /** Counts ordinals leaf by leaf and turns them into values when a leaf is done. */
    private static final class Counter extends SimpleCollector {

        private final List<Map<String, Long>> values = List.of(new HashMap<>(), new HashMap<>(), new HashMap<>());
        private final SortedDocValues[] columns = new SortedDocValues[FIELDS.size()];
        private final int[][] counts = new int[FIELDS.size()][];
        private long total;

        @Override
        protected void doSetNextReader(LeafReaderContext context) throws IOException {
            finishLeaf();
            for (int f = 0; f < columns.length; f++) {
                columns[f] = DocValues.getSorted(context.reader(), FIELDS.get(f));
                counts[f] = new int[columns[f].getValueCount()];
            }
        }

        @Override
        public void collect(int doc) throws IOException {
            if (total >= Hits.MAX_COUNTED) {
                throw new CollectionTerminatedException();
            }
            total++;
            for (int f = 0; f < columns.length; f++) {
                if (columns[f].advanceExact(doc)) {
                    counts[f][columns[f].ordValue()]++;
                }
            }
        }

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }

        private void finishLeaf() throws IOException {
            for (int f = 0; f < columns.length && columns[f] != null; f++) {
                for (int ord = 0; ord < counts[f].length; ord++) {
                    if (counts[f][ord] > 0) {
                        values.get(f).merge(columns[f].lookupOrd(ord).utf8ToString(), (long) counts[f][ord], Long::sum);
                    }
                }
                columns[f] = null;
            }
        }
    }
}
