package dev.nuri.moe.model;

/**
 * SK Telecom A.X K1 (arXiv 2601.09200): DeepSeek-V3 with an RMS norm on the output of the feed-forward block, shared
 * expert included, before it is added. A layer whose norm the file lacks goes without.
 */
final class AxK1 {
    private AxK1() {}

    static Decoder build(Blueprint b) {
        return b.decoder(i -> {
            String layer = "blk." + i + ".";
            boolean normed = b.weights().has(layer + "post_ffw_norm.weight");
            return new DecoderLayer(
                    b.norm(layer + "attn_norm", b.embedding()),
                    DeepSeek2.attention(b, layer),
                    b.norm(layer + "ffn_norm", b.embedding()),
                    DeepSeek2.feedForward(b, layer, i),
                    normed ? b.norm(layer + "post_ffw_norm", b.embedding()) : null,
                    1);
        });
    }
}
