package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.RopeSpec;
import dev.nuri.hw.Tensor;
import dev.nuri.moe.cache.KvPool;

/**
 * Attention of H query heads over G key and value heads, G dividing H (Ainslie et al., arXiv 2305.13245).
 *
 * @param projections queries, keys, values and output
 * @param heads H, G and the elements of a head
 * @param norms of queries and keys
 * @param rope rotary embedding
 * @param ropeFactors [dimensions / 2], divisors of its frequencies, or null
 * @param scale factor on the products of query and key
 * @param window positions a token sees; 0 for all
 * @param sinks [H] logits that take weight away, or null
 */
record GroupedQueryAttention(
        Projections projections,
        Heads heads,
        QueryKeyNorm norms,
        RopeSpec rope,
        Tensor ropeFactors,
        float scale,
        int window,
        Tensor sinks)
        implements Attention {

    /**
     * @param query embedding to H * D
     * @param key embedding to G * D
     * @param value embedding to G * D
     * @param output H * D to embedding
     */
    record Projections(Linear query, Linear key, Linear value, Linear output) {}

    /**
     * @param query H
     * @param keyValue G
     * @param size D
     */
    record Heads(int query, int keyValue, int size) {}

    /**
     * @param query norm of queries, or null
     * @param key norm of keys, or null
     * @param whole whether all heads are one row (OLMoE) rather than each its own (Qwen3)
     */
    record QueryKeyNorm(Norm query, Norm key, boolean whole) {
        static final QueryKeyNorm NONE = new QueryKeyNorm(null, null, false);
    }

    @Override
    public KvPool.LayerShape cacheShape() {
        return new KvPool.LayerShape(heads.keyValue, heads.size, heads.size, false);
    }

    @Override
    public Tensor apply(Pass pass, int layer, Tensor x) {
        Tensor q = heads(pass, projections.query.apply(pass, x), norms.query); // [T][H][D]
        Tensor k = heads(pass, projections.key.apply(pass, x), norms.key); // [T][G][D]
        Tensor v = split(projections.value.apply(pass, x)); // [T][G][D]
        pass.run(new Call.Rope(rope, q, pass.positions(), ropeFactors, q));
        pass.run(new Call.Rope(rope, k, pass.positions(), ropeFactors, k));
        pass.store(layer, k, v);
        Tensor out = pass.like(q);
        pass.attend(layer, q, scale, window, sinks, out);
        return projections.output.apply(pass, out.reshape(heads.query * heads.size, pass.tokens(), 1));
    }

    /** Normalises before or after cutting [T][heads * D] into [T][heads][D]. */
    private Tensor heads(Pass pass, Tensor x, Norm norm) {
        if (norm == null) {
            return split(x);
        }
        return norms.whole ? split(norm.apply(pass, x)) : norm.apply(pass, split(x));
    }

    private Tensor split(Tensor x) {
        return x.rowsAsSlices().splitRows(heads.size);
    }
}
