package dev.nuri.moe.model;

import dev.nuri.hw.Tensor;

/**
 * A feed-forward block without a gate.
 *
 * @param up embedding to F
 * @param activation between the two
 * @param down F to embedding
 */
record PlainFeedForward(Linear up, Ungated activation, Linear down) implements FeedForward {
    @Override
    public Tensor apply(Pass pass, Tensor x) {
        return down.apply(pass, activation.apply(pass, up.apply(pass, x)));
    }
}
