package dev.nuri.retriever.dense;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.nuri.indexer.Embedder;
import java.util.List;

/**
 * Remembers the vectors of queries, which come again with every page of hits and with the answer to the same question.
 * An embedder is deterministic and named by its id, so what is remembered never grows old. Thread-safe.
 */
final class CachedQueries {

    private static final long MAX_BYTES = 4L << 20;
    /** What an entry takes beside its characters and numbers. */
    private static final int OVERHEAD_BYTES = 128;

    private record Key(String embedder, String text) {}

    private final Cache<Key, float[]> vectors = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((Key key, float[] vector) -> OVERHEAD_BYTES + 2 * key.text.length() + 4 * vector.length)
            .recordStats()
            .build();

    /** Hits and misses since the start. */
    CacheStats statistics() {
        return vectors.stats();
    }

    /** The vector of a query, which is the caller's to keep. */
    float[] vector(Embedder embedder, String text) {
        Key key = new Key(embedder.id(), text);
        float[] vector = vectors.getIfPresent(key);
        if (vector == null) {
            // Not inside the cache: an embedder that takes its time would hold up other queries' entries.
            vector = embedder.embed(List.of(text), Embedder.Role.QUERY)[0];
            vectors.put(key, vector);
        }
        return vector.clone();
    }
}
