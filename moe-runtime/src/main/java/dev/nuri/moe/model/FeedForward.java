package dev.nuri.moe.model;

import dev.nuri.hw.Tensor;

/** The part of a layer that works on each token alone. */
sealed interface FeedForward permits DenseFeedForward, PlainFeedForward, ExpertFeedForward {
    /**
     * Runs the block.
     *
     * @param x normalised hidden states, [T][embedding]
     * @return [T][embedding]
     */
    Tensor apply(Pass pass, Tensor x);

    /** Experts a token uses that the router chooses; 0 if there is none. */
    default int expertsChosen() {
        return 0;
    }

    /** Experts the router chooses from; 0 if there is none. */
    default int experts() {
        return 0;
    }
}
