package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;

/**
 * One layer: x += attention(norm(x)); x += feedForward(norm(x)).
 *
 * @param attentionNorm before attention
 * @param attention looks back
 * @param attentionOutputNorm after attention, before it is added (Gemma), or null
 * @param feedForwardNorm before the feed-forward block
 * @param feedForward works on each token
 * @param outputNorm after the feed-forward block, before it is added (A.X K1, Gemma), or null
 * @param residualScale factor on what each block adds
 */
record DecoderLayer(
        Norm attentionNorm,
        Attention attention,
        Norm attentionOutputNorm,
        Norm feedForwardNorm,
        FeedForward feedForward,
        Norm outputNorm,
        float residualScale) {

    /** A layer that adds what attention gives as it is. */
    DecoderLayer(
            Norm attentionNorm,
            Attention attention,
            Norm feedForwardNorm,
            FeedForward feedForward,
            Norm outputNorm,
            float residualScale) {
        this(attentionNorm, attention, null, feedForwardNorm, feedForward, outputNorm, residualScale);
    }

    /**
     * Runs the layer.
     *
     * @param x hidden states, [T][embedding], changed in place
     */
    void apply(Pass pass, int layer, Tensor x) {
        Workspace.Mark mark = pass.workspace().mark();
        Tensor seen = attention.apply(pass, layer, attentionNorm.apply(pass, x));
        add(pass, x, normed(pass, attentionOutputNorm, seen));
        Tensor out = feedForward.apply(pass, feedForwardNorm.apply(pass, x));
        add(pass, x, normed(pass, outputNorm, out));
        pass.workspace().release(mark);
    }

    private static Tensor normed(Pass pass, Norm norm, Tensor x) {
        return norm == null ? x : norm.applyTo(pass, x, x);
    }

    private void add(Pass pass, Tensor x, Tensor change) {
        if (residualScale != 1) {
            pass.run(new Call.Scale(change, residualScale, change));
        }
        pass.run(new Call.Add(x, change, x));
    }
}
