package dev.nuri.moe.model;

/** Llama (arXiv 2307.09288, 2407.21783), and with experts Mixtral (arXiv 2401.04088). */
final class Llama {
    private Llama() {}

    static Decoder build(Blueprint b) {
        boolean experts = b.integer("expert_count", 0) > 0;
        return b.decoder(i -> {
            String layer = "blk." + i + ".";
            return b.layer(
                    layer,
                    b.attention(layer, false, GroupedQueryAttention.QueryKeyNorm.NONE),
                    experts ? b.softmaxExperts(layer, true) : b.dense(layer, ""));
        });
    }
}
