package dev.nuri.moe.model;

/**
 * IBM Granite 3, dense and with experts: Llama with factors on embeddings, residuals, attention and logits, and in some
 * models a shared expert.
 */
final class Granite {
    private Granite() {}

    static Decoder build(Blueprint b) {
        boolean experts = b.integer("expert_count", 0) > 0;
        return b.decoder(
                i -> {
                    String layer = "blk." + i + ".";
                    return new DecoderLayer(
                            b.norm(layer + "attn_norm", b.embedding()),
                            b.attention(layer, false, GroupedQueryAttention.QueryKeyNorm.NONE),
                            b.norm(layer + "ffn_norm", b.embedding()),
                            experts ? experts(b, layer) : b.dense(layer, ""),
                            null,
                            b.real("residual_scale", 1));
                },
                b.real("embedding_scale", 1),
                1 / b.real("logit_scale", 1));
    }

    private static FeedForward experts(Blueprint b, String layer) {
        ExpertFeedForward routed = b.softmaxExperts(layer, true);
        boolean shared = b.weights().has(layer + "ffn_gate_shexp.weight");
        return shared
                ? new ExpertFeedForward(routed.router(), routed.routed(), b.dense(layer, "_shexp"), null)
                : routed;
    }
}
