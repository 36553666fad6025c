package dev.nuri.moe.model;

/** Qwen2-MoE (arXiv 2407.10671) and Qwen3, dense and with experts (arXiv 2505.09388). */
final class Qwen {
    private Qwen() {}

    /** Biases on queries, keys and values; a shared expert weighed by a sigmoid; weights not normalised. */
    static Decoder build2Moe(Blueprint b) {
        return b.decoder(i -> {
            String layer = "blk." + i + ".";
            ExpertFeedForward routed = b.softmaxExperts(layer, false);
            return b.layer(
                    layer,
                    b.attention(layer, true, GroupedQueryAttention.QueryKeyNorm.NONE),
                    new ExpertFeedForward(
                            routed.router(),
                            routed.routed(),
                            b.dense(layer, "_shexp"),
                            b.linear(layer + "ffn_gate_inp_shexp", b.embedding(), 1)));
        });
    }

    /** Each head's queries and keys normalised; no shared expert; weights normalised. */
    static Decoder build3(Blueprint b) {
        boolean experts = b.integer("expert_count", 0) > 0;
        return b.decoder(i -> {
            String layer = "blk." + i + ".";
            GroupedQueryAttention.QueryKeyNorm norms = new GroupedQueryAttention.QueryKeyNorm(
                    b.norm(layer + "attn_q_norm", b.headSize()), b.norm(layer + "attn_k_norm", b.headSize()), false);
            return b.layer(
                    layer,
                    b.attention(layer, true, norms),
                    experts ? b.softmaxExperts(layer, true) : b.dense(layer, ""));
        });
    }
}
