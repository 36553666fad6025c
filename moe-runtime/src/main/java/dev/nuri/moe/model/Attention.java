package dev.nuri.moe.model;

import dev.nuri.hw.Tensor;
import dev.nuri.moe.cache.KvPool;

/** How the tokens of a layer look at those before them. */
sealed interface Attention permits GroupedQueryAttention, LatentAttention {
    /** What the layer keeps for each position. */
    KvPool.LayerShape cacheShape();

    /**
     * Stores keys and values of the pass's tokens, then attends.
     *
     * @param layer which part of the cache is this one's
     * @param x normalised hidden states, [T][embedding]
     * @return [T][embedding]
     */
    Tensor apply(Pass pass, int layer, Tensor x);
}
