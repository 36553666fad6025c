package dev.nuri.moe.model;

import dev.nuri.hw.Activation;
import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;

/**
 * A gated feed-forward block (Shazeer, arXiv 2002.05202).
 *
 * @param gate embedding to F
 * @param up embedding to F
 * @param down F to embedding
 * @param activation of the gate
 */
record DenseFeedForward(Linear gate, Linear up, Linear down, Activation activation) implements FeedForward {
    @Override
    public Tensor apply(Pass pass, Tensor x) {
        Tensor g = gate.apply(pass, x);
        Tensor u = up.apply(pass, x);
        pass.run(new Call.Gate(activation, g, u, u));
        return down.apply(pass, u);
    }
}
