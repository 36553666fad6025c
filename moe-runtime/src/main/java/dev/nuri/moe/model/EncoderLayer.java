package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;

/**
 * One layer of an encoder: x = norm(x + attention(x)); x = norm(x + feedForward(x)).
 *
 * @param attention looks at the whole text
 * @param attentionNorm after attention
 * @param feedForward works on each token
 * @param outputNorm after the feed-forward block
 */
record EncoderLayer(
        BidirectionalAttention attention, LayerNorm attentionNorm, FeedForward feedForward, LayerNorm outputNorm) {
    /**
     * Runs the layer.
     *
     * @param x hidden states, [T][embedding], changed in place
     */
    void apply(Pass pass, TextSpans texts, Tensor x) {
        Workspace.Mark mark = pass.workspace().mark();
        pass.run(new Call.Add(x, attention.apply(pass, texts, x), x));
        attentionNorm.apply(pass, x);
        pass.run(new Call.Add(x, feedForward.apply(pass, x), x));
        outputNorm.apply(pass, x);
        pass.workspace().release(mark);
    }
}
