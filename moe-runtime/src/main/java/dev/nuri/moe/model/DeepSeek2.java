package dev.nuri.moe.model;

import dev.nuri.hw.Activation;
import dev.nuri.hw.RopeSpec;
import dev.nuri.hw.RouteSpec;
import dev.nuri.hw.Tensor;

/**
 * DeepSeek-V2 and V3 (arXiv 2405.04434, 2412.19437): latent attention, dense first layers, then routed experts of which
 * groups may be excluded, beside shared ones.
 */
final class DeepSeek2 {
    private DeepSeek2() {}

    static Decoder build(Blueprint b) {
        return b.decoder(i -> {
            String layer = "blk." + i + ".";
            return b.layer(layer, attention(b, layer), feedForward(b, layer, i));
        });
    }

    static Attention attention(Blueprint b, String layer) {
        int rotary = b.size("rope.dimension_count");
        int head = b.size("attention.key_length_mla", b.headSize());
        int value = b.size("attention.value_length_mla", b.integer("attention.value_length", b.headSize()));
        int rank = b.size("attention.kv_lora_rank");
        int heads = b.heads();
        boolean split = b.weights().has(layer + "attn_k_b.weight");
        return new LatentAttention(
                query(b, layer, heads * head),
                b.linear(layer + "attn_kv_a_mqa", b.embedding(), rank + rotary),
                b.norm(layer + "attn_kv_a_norm", rank),
                split
                        ? b.weights().stack(layer + "attn_k_b.weight", head - rotary, rank, heads)
                        : b.weights()
                                .transposedHeads(
                                        layer + "attn_kv_b.weight", rank, head - rotary + value, heads, head - rotary),
                split
                        ? b.weights().stack(layer + "attn_v_b.weight", rank, value, heads)
                        : valueRows(b, layer, rank, head - rotary, value),
                b.linear(layer + "attn_output", heads * value, b.embedding()),
                rope(b, rotary),
                scale(b, head));
    }

    private static LatentAttention.Query query(Blueprint b, String layer, int columns) {
        if (!b.weights().has(layer + "attn_q_a.weight")) {
            return new LatentAttention.Query(null, null, b.linear(layer + "attn_q", b.embedding(), columns));
        }
        int rank = b.size("attention.q_lora_rank");
        return new LatentAttention.Query(
                b.linear(layer + "attn_q_a", b.embedding(), rank),
                b.norm(layer + "attn_q_a_norm", rank),
                b.linear(layer + "attn_q_b", rank, columns));
    }

    /** In older files each head's key rows and value rows are one matrix. */
    private static Tensor valueRows(Blueprint b, String layer, int rank, int keyRows, int valueRows) {
        int headRows = keyRows + valueRows;
        return b.weights()
                .matrix(layer + "attn_kv_b.weight", rank, headRows * b.heads())
                .reshape(rank, headRows, b.heads())
                .rows(keyRows, valueRows);
    }

    /** YaRN as these models use it: its magnitude is in the attention's scale, not in the rotation. */
    private static RopeSpec rope(Blueprint b, int dimensions) {
        float plain = (float) (1 + 0.1 * Math.log(b.ropeFactor()));
        return b.rope(false, dimensions, b.has("rope.scaling.yarn_log_multiplier") ? 1 : plain);
    }

    private static float scale(Blueprint b, int head) {
        double magnitude = 1 + b.real("rope.scaling.yarn_log_multiplier", 0) * Math.log(b.ropeFactor());
        return (float) (magnitude * magnitude / Math.sqrt(head));
    }

    static FeedForward feedForward(Blueprint b, String layer, int number) {
        if (number < b.integer("leading_dense_block_count", 0)) {
            return b.dense(layer, "");
        }
        return new ExpertFeedForward(
                b.router(layer, routing(b)),
                b.experts(layer, Activation.SILU),
                b.integer("expert_shared_count", 0) > 0 ? b.dense(layer, "_shexp") : null,
                null);
    }

    private static RouteSpec routing(Blueprint b) {
        float scale = b.real("expert_weights_scale", 0);
        boolean third = b.integer("expert_gating_func", 1) == 2; // V3 scores by sigmoids, V2 by softmax
        return new RouteSpec(
                third ? RouteSpec.Scoring.SIGMOID : RouteSpec.Scoring.SOFTMAX,
                b.size("expert_used_count"),
                Math.max(1, b.integer("expert_group_count", 1)),
                Math.max(1, b.integer("expert_group_used_count", 1)),
                third ? 2 : 1,
                b.bool("expert_weights_norm", false),
                scale == 0 ? 1 : scale); // files write 0 for "no factor"
    }
}
