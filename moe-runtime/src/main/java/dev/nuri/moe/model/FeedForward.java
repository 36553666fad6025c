package dev.nuri.moe.model;

import dev.nuri.hw.Tensor;

/** The part of a layer that works on each token alone. */
sealed interface FeedForward permits DenseFeedForward, ExpertFeedForward {
    /**
     * Runs the block.
     *
     * @param x normalised hidden states, [T][embedding]
     * @return [T][embedding]
     */
    Tensor apply(Pass pass, Tensor x);
}
