package dev.nuri.retriever;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.query.QueryText;
import dev.nuri.retriever.query.UnderstoodQuery;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Remembers pages of hits and how queries were understood, each for one generation of the index and one request as a
 * whole, its viewer included: a commit makes all of it unreachable, and it goes as newer entries need the room. Bounded by estimated bytes.
 * Thread-safe.
 */
final class SearchCache {

    private static final long PAGE_BYTES = 16L << 20;
    private static final long QUERY_BYTES = 4L << 20;

    /** A hit's strings and lists beside its text, and an entry's own cost. */
    private static final int HIT_BYTES = 1_500;

    private static final int TERM_BYTES = 150;
    private static final int ENTRY_BYTES = 1_000;

    private record PageKey(long generation, SearchRequest request) {}

    /** Which languages are searched depends on what there is, which is another for each viewer. */
    private record QueryKey(long generation, Viewer viewer, QueryText text, Set<String> restricted) {}

    private final Cache<PageKey, Hits> pages = Caffeine.newBuilder()
            .maximumWeight(PAGE_BYTES)
            .weigher((PageKey key, Hits hits) -> bytes(key, hits))
            .recordStats()
            .build();
    private final Cache<QueryKey, UnderstoodQuery> queries = Caffeine.newBuilder()
            .maximumWeight(QUERY_BYTES)
            .weigher((QueryKey key, UnderstoodQuery query) -> bytes(key, query))
            .recordStats()
            .build();

    /** The page an equal request got from the same generation, as if it had been found now; null when there is none. */
    Hits page(long generation, SearchRequest request, long startNanos) {
        Hits hits = pages.getIfPresent(new PageKey(generation, request));
        return hits == null ? null : hits.took(Duration.ofNanos(System.nanoTime() - startNanos));
    }

    void put(SearchRequest request, Hits hits) {
        pages.put(new PageKey(hits.generation(), request), hits);
    }

    UnderstoodQuery query(
            long generation, Viewer viewer, QueryText text, Set<String> restricted, Supplier<UnderstoodQuery> make) {
        return queries.get(new QueryKey(generation, viewer, text, restricted), key -> make.get());
    }

    CacheStats pageStatistics() {
        return pages.stats();
    }

    CacheStats queryStatistics() {
        return queries.stats();
    }

    private static int bytes(PageKey key, Hits hits) {
        long bytes = ENTRY_BYTES + 2L * key.request.query().length();
        for (Hit hit : hits.hits()) {
            bytes += HIT_BYTES
                    + 2L * hit.passage().text().length()
                    + 80L * hit.duplicates().size()
                    + 32L * hit.highlights().size();
        }
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    private static int bytes(QueryKey key, UnderstoodQuery query) {
        long tokens = query.fields().stream()
                .mapToLong(field -> field.tokens().size())
                .sum();
        return (int) (ENTRY_BYTES + 8L * key.text.plain().length() + TERM_BYTES * tokens);
    }
}
