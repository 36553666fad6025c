package dev.nuri.retriever.dense;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.nuri.indexer.Embedder;
import java.util.ArrayList;
import java.util.List;

/**
 * An embedder that remembers the vectors of queries, which come again with every page of hits and with the answer to
 * the same question. An embedder is deterministic, so what is remembered never grows old. Passages are not remembered.
 */
public final class CachedQueries implements Embedder {

    private static final long MAX_BYTES = 4L << 20;
    /** What an entry takes beside its characters and numbers. */
    private static final int OVERHEAD_BYTES = 128;

    private final Embedder embedder;
    private final Cache<String, float[]> vectors = Caffeine.newBuilder()
            .maximumWeight(MAX_BYTES)
            .weigher((String text, float[] vector) -> OVERHEAD_BYTES + 2 * text.length() + 4 * vector.length)
            .recordStats()
            .build();

    public CachedQueries(Embedder embedder) {
        this.embedder = embedder;
    }

    /** Hits and misses since the start. */
    public CacheStats statistics() {
        return vectors.stats();
    }

    @Override
    public String id() {
        return embedder.id();
    }

    @Override
    public int dimension() {
        return embedder.dimension();
    }

    @Override
    public boolean supports(String lang) {
        return embedder.supports(lang);
    }

    @Override
    public float[][] embed(List<String> texts, Role role) {
        if (role != Role.QUERY) {
            return embedder.embed(texts, role);
        }
        List<float[]> found = new ArrayList<>();
        for (String text : texts) {
            found.add(vectors.get(text, missing -> embedder.embed(List.of(missing), role)[0])
                    .clone());
        }
        return found.toArray(float[][]::new);
    }

    @Override
    public void close() {
        embedder.close();
    }
}
