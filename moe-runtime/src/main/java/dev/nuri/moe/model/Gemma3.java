package dev.nuri.moe.model;

import dev.nuri.hw.Activation;
import dev.nuri.hw.RopeSpec;

/**
 * Gemma 3, text only (arXiv 2503.19786): norms before and after each block, queries and keys normalised, five layers
 * with a sliding window and a short rotary base for each that sees all, GEGLU, and embeddings scaled by the root of
 * their length.
 */
final class Gemma3 {
    private static final int GREATEST_LAYERS = 62;

    private Gemma3() {}

    static Decoder build(Blueprint b) {
        return b.decoder(
                i -> {
                    String layer = "blk." + i + ".";
                    return new DecoderLayer(
                            b.norm(layer + "attn_norm", b.embedding()),
                            attention(b, layer, i),
                            b.norm(layer + "post_attention_norm", b.embedding()),
                            b.norm(layer + "ffn_norm", b.embedding()),
                            b.dense(layer, "", Activation.GELU),
                            b.norm(layer + "post_ffw_norm", b.embedding()),
                            1);
                },
                (float) Math.sqrt(b.embedding()),
                1);
    }

    private static Attention attention(Blueprint b, String layer, int number) {
        GroupedQueryAttention.Heads heads = b.attentionHeads();
        boolean windowed = (number + 1) % b.size("attention.sliding_window_pattern", 6) != 0;
        // Only layers that see all are stretched to longer contexts.
        RopeSpec rope = windowed
                ? new RopeSpec(heads.size(), true, b.real("rope.freq_base_swa", 10000), 1, null)
                : b.rope(true);
        return new GroupedQueryAttention(
                b.projections(layer, heads),
                heads,
                new GroupedQueryAttention.QueryKeyNorm(
                        b.norm(layer + "attn_q_norm", heads.size()),
                        b.norm(layer + "attn_k_norm", heads.size()),
                        false),
                rope,
                null,
                b.real("attention.scale", scale(b, heads)),
                windowed ? b.size("attention.sliding_window") : 0,
                null);
    }

    /** Files do not say that the greatest of the family shares the embedding out among its heads. */
    private static float scale(Blueprint b, GroupedQueryAttention.Heads heads) {
        int size = b.layers() == GREATEST_LAYERS ? b.embedding() / heads.query() : heads.size();
        return (float) (1 / Math.sqrt(size));
    }
}
