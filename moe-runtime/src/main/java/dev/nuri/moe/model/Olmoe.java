package dev.nuri.moe.model;

/** OLMoE (arXiv 2409.02060): queries and keys normalised over all heads together, weights not normalised. */
final class Olmoe {
    private Olmoe() {}

    static Decoder build(Blueprint b) {
        return b.decoder(i -> {
            String layer = "blk." + i + ".";
            GroupedQueryAttention.Heads heads = b.attentionHeads();
            GroupedQueryAttention.QueryKeyNorm norms = new GroupedQueryAttention.QueryKeyNorm(
                    b.norm(layer + "attn_q_norm", heads.query() * heads.size()),
                    b.norm(layer + "attn_k_norm", heads.keyValue() * heads.size()),
                    true);
            return b.layer(layer, b.attention(layer, true, norms), b.softmaxExperts(layer, false));
        });
    }
}
