package dev.nuri.moe.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Tiny models of what the shared golden models leave out. */
final class Variants {
    private static final int E = 64;
    private static final int LAYERS = 3;

    private Variants() {}

    static Map<String, Supplier<TinyModel>> all() {
        Map<String, Supplier<TinyModel>> all = new LinkedHashMap<>();
        all.put("qwen2moe", Variants::qwen2Moe);
        all.put("granite", () -> granite("granite"));
        all.put("granitemoe-shared", () -> granite("granitemoe"));
        all.put("llama-linear-rope", Variants::llama);
        all.put("gpt-oss-yarn", Variants::gptOss);
        all.put("deepseek2-lite", () -> deepSeek(false));
        all.put("deepseek2-best-of-group", () -> deepSeek(false)
                .put("expert_group_count", 4)
                .put("expert_group_used_count", 2)
                .put("expert_weights_scale", 4f));
        all.put("axk1", () -> new TinyAxK1().addSplit().addHead().model);
        all.put("deepseek2-groups-yarn", () -> deepSeek(true));
        all.put("gemma3", Variants::gemma3);
        return all;
    }

    private static TinyModel common(String architecture) {
        return new TinyModel(architecture, 5)
                .put("block_count", LAYERS)
                .put("context_length", 128)
                .put("embedding_length", E)
                .put("feed_forward_length", 96)
                .put("attention.head_count", 4)
                .put("attention.layer_norm_rms_epsilon", 1e-5f)
                .put("rope.freq_base", 10000f)
                .put("vocab_size", TinyModel.VOCABULARY)
                .embedding(E);
    }

    private static TinyModel grouped(String architecture) {
        return common(architecture)
                .put("attention.head_count_kv", 2)
                .put("attention.key_length", 16)
                .put("attention.value_length", 16)
                .put("rope.dimension_count", 16);
    }

    private static TinyModel qwen2Moe() {
        TinyModel model = grouped("qwen2moe")
                .put("expert_count", 4)
                .put("expert_used_count", 2)
                .put("expert_feed_forward_length", 32)
                .put("expert_shared_feed_forward_length", 48);
        for (int i = 0; i < LAYERS; i++) {
            String layer = "blk." + i + ".";
            model.attention(layer, E, 64, 32)
                    .fill(layer + "attn_q.bias", 0.3, 0, 64)
                    .fill(layer + "attn_k.bias", 0.3, 0, 32)
                    .fill(layer + "attn_v.bias", 0.3, 0, 32)
                    .experts(layer, E, 32, 4)
                    .add(layer + "ffn_gate_inp_shexp.weight", E)
                    .dense(layer, "_shexp", E, 48);
        }
        return model;
    }

    private static TinyModel granite(String architecture) {
        boolean experts = architecture.equals("granitemoe");
        TinyModel model = grouped(architecture)
                .put("logit_scale", 3f)
                .put("residual_scale", 0.4f)
                .put("embedding_scale", 2f)
                .put("attention.scale", 0.15f);
        if (experts) {
            model.put("expert_count", 4).put("expert_used_count", 2).put("expert_shared_feed_forward_length", 48);
        }
        for (int i = 0; i < LAYERS; i++) {
            String layer = "blk." + i + ".";
            model.attention(layer, E, 64, 32);
            if (experts) {
                model.experts(layer, E, 96, 4).dense(layer, "_shexp", E, 48);
            } else {
                model.dense(layer, "", E, 96);
            }
        }
        return model;
    }

    private static TinyModel llama() {
        TinyModel model = grouped("llama").put("rope.scaling.type", "linear").put("rope.scaling.factor", 4f);
        model.set("rope_freqs.weight", new float[] {1, 1, 1.5f, 2, 3, 4, 8, 8}, 8);
        for (int i = 0; i < LAYERS; i++) {
            String layer = "blk." + i + ".";
            model.attention(layer, E, 64, 32).dense(layer, "", E, 96);
        }
        return model;
    }

    /** Seven layers, so that one sees all; a window shorter than the prompt. */
    private static TinyModel gemma3() {
        int layers = 7;
        TinyModel model = grouped("gemma3")
                .put("block_count", layers)
                .put("attention.sliding_window", 6)
                .put("rope.freq_base", 1000000f)
                .put("rope.scaling.type", "linear")
                .put("rope.scaling.factor", 8f);
        for (int i = 0; i < layers; i++) {
            String layer = "blk." + i + ".";
            model.attention(layer, E, 64, 32)
                    .norm(layer + "attn_q_norm.weight", 16)
                    .norm(layer + "attn_k_norm.weight", 16)
                    .norm(layer + "post_attention_norm.weight", E)
                    .norm(layer + "post_ffw_norm.weight", E)
                    .dense(layer, "", E, 96);
        }
        return model;
    }

    private static TinyModel gptOss() {
        TinyModel model = grouped("gpt-oss")
                .put("attention.sliding_window", 6)
                .put("rope.scaling.type", "yarn")
                .put("rope.scaling.factor", 8f)
                .put("rope.scaling.original_context_length", 16)
                .put("expert_count", 4)
                .put("expert_used_count", 2)
                .put("expert_feed_forward_length", 32);
        for (int i = 0; i < LAYERS; i++) {
            String layer = "blk." + i + ".";
            model.norm(layer + "attn_norm.weight", E)
                    .norm(layer + "post_attention_norm.weight", E)
                    .add(layer + "attn_q.weight", E, 64)
                    .add(layer + "attn_k.weight", E, 32)
                    .add(layer + "attn_v.weight", E, 32)
                    .add(layer + "attn_output.weight", 64, E)
                    .fill(layer + "attn_q.bias", 0.3, 0, 64)
                    .fill(layer + "attn_k.bias", 0.3, 0, 32)
                    .fill(layer + "attn_v.bias", 0.3, 0, 32)
                    .fill(layer + "attn_output.bias", 0.3, 0, E)
                    .fill(layer + "attn_sinks.weight", 1, 0, 4)
                    .experts(layer, E, 32, 4)
                    .fill(layer + "ffn_gate_inp.bias", 0.3, 0, 4)
                    .fill(layer + "ffn_gate_exps.bias", 0.3, 0, 32, 4)
                    .fill(layer + "ffn_up_exps.bias", 0.3, 0, 32, 4)
                    .fill(layer + "ffn_down_exps.bias", 0.3, 0, E, 4);
        }
        return model;
    }

    /** With groups: sigmoid scores, bias, YaRN. Without: as DeepSeek-V2-Lite, softmax and queries of full rank. */
    private static TinyModel deepSeek(boolean groups) {
        // Other runtimes know the light model by its 27 layers.
        int layers = groups ? LAYERS : 27;
        TinyModel model = common("deepseek2")
                .put("block_count", layers)
                .put("attention.head_count_kv", 1)
                .put("attention.kv_lora_rank", 32)
                .put("attention.key_length", 32 + 16)
                .put("attention.value_length", 32)
                .put("attention.key_length_mla", 32)
                .put("attention.value_length_mla", 16)
                .put("rope.dimension_count", 16)
                .put("leading_dense_block_count", 1)
                .put("expert_count", 8)
                .put("expert_used_count", 3)
                .put("expert_feed_forward_length", 32)
                .put("expert_shared_count", 1)
                .put("expert_weights_scale", groups ? 2.5f : 1f)
                .put("expert_weights_norm", groups)
                .put("expert_gating_func", groups ? 2 : 1);
        if (groups) {
            model.put("attention.q_lora_rank", 24)
                    .put("expert_group_count", 4)
                    .put("expert_group_used_count", 2)
                    .put("rope.scaling.type", "yarn")
                    .put("rope.scaling.factor", 4f)
                    .put("rope.scaling.original_context_length", 32)
                    .put("rope.scaling.yarn_log_multiplier", 0.1f);
        }
        for (int i = 0; i < layers; i++) {
            deepSeekLayer(model, "blk." + i + ".", groups, i == 0);
        }
        return model;
    }

    private static void deepSeekLayer(TinyModel model, String layer, boolean groups, boolean dense) {
        model.norm(layer + "attn_norm.weight", E)
                .norm(layer + "ffn_norm.weight", E)
                .add(layer + "attn_kv_a_mqa.weight", E, 32 + 16)
                .norm(layer + "attn_kv_a_norm.weight", 32)
                .add(layer + "attn_k_b.weight", 16, 32, 4)
                .add(layer + "attn_v_b.weight", 32, 16, 4)
                .add(layer + "attn_output.weight", 64, E);
        if (groups) {
            model.add(layer + "attn_q_a.weight", E, 24)
                    .norm(layer + "attn_q_a_norm.weight", 24)
                    .add(layer + "attn_q_b.weight", 24, 128);
        } else {
            model.add(layer + "attn_q.weight", E, 128);
        }
        if (dense) {
            model.dense(layer, "", E, 96);
            return;
        }
        model.experts(layer, E, 32, 8).dense(layer, "_shexp", E, 32);
        if (groups) {
            model.fill(layer + "exp_probs_b.bias", 0.2, 0, 8);
        }
    }
}
