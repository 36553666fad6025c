package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;

/**
 * One layer: x += attention(norm(x)); x += feedForward(norm(x)).
 *
 * @param attentionNorm before attention
 * @param attention looks back
 * @param feedForwardNorm before the feed-forward block
 * @param feedForward works on each token
 * @param outputNorm after the feed-forward block, before it is added (A.X K1), or null
 * @param residualScale factor on what each block adds
 */
record DecoderLayer(
        Norm attentionNorm,
        Attention attention,
        Norm feedForwardNorm,
        FeedForward feedForward,
        Norm outputNorm,
        float residualScale) {

    /**
     * Runs the layer.
     *
     * @param x hidden states, [T][embedding], changed in place
     */
    void apply(Pass pass, int layer, Tensor x) {
        Workspace.Mark mark = pass.workspace().mark();
        add(pass, x, attention.apply(pass, layer, attentionNorm.apply(pass, x)));
        Tensor out = feedForward.apply(pass, feedForwardNorm.apply(pass, x));
        add(pass, x, outputNorm == null ? out : outputNorm.applyTo(pass, out, out));
        pass.workspace().release(mark);
    }

    private void add(Pass pass, Tensor x, Tensor change) {
        if (residualScale != 1) {
            pass.run(new Call.Scale(change, residualScale, change));
        }
        pass.run(new Call.Add(x, change, x));
    }
}
