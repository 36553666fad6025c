package dev.nuri.moe.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.moe.ModelInputException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A folder's {@code config.json}: which family it is, and its hyper-parameters as GGUF metadata. */
final class HuggingFaceConfig {
    private final HuggingFaceFamily family;
    private final JsonFile json;
    private final Map<String, GgufValue> metadata = new LinkedHashMap<>();

    private HuggingFaceConfig(HuggingFaceFamily family, JsonFile json) {
        this.family = family;
        this.json = json;
    }

    static HuggingFaceConfig read(Path folder) {
        JsonFile root = JsonFile.read(folder.resolve(HuggingFaceFolder.CONFIG));
        JsonNode classes = root.get("architectures");
        String name = classes == null ? "" : classes.path(0).asText();
        HuggingFaceFamily family = HuggingFaceFamily.ALL.get(name);
        if (family == null) {
            throw root.error(
                    "architectures",
                    "names an unknown architecture '" + name + "': known are "
                            + new TreeSet<>(HuggingFaceFamily.ALL.keySet()));
        }
        HuggingFaceConfig config =
                new HuggingFaceConfig(family, root.object("text_config").orElse(root));
        config.metadata.put("general.architecture", new GgufValue.Text(family.gguf()));
        config.shared();
        family.config().accept(config);
        HuggingFaceTokenizer.addTo(config.metadata, folder, root);
        return config;
    }

    HuggingFaceFamily family() {
        return family;
    }

    Map<String, GgufValue> metadata() {
        return metadata;
    }

    JsonFile json() {
        return json;
    }

    int layers() {
        return json.integer("num_hidden_layers");
    }

    int heads() {
        return json.integer("num_attention_heads");
    }

    int keyHeads() {
        return json.integer("num_key_value_heads", heads());
    }

    /** Elements of a head. */
    int headSize() {
        return json.optionalInteger("head_dim").orElseGet(() -> json.integer("hidden_size") / Math.max(1, heads()));
    }

    boolean tiedEmbeddings() {
        return json.bool("tie_word_embeddings", false);
    }

    /** The object that says how rotary positions are extended: its name changed over the years. */
    Optional<JsonFile> ropeScaling() {
        return json.object("rope_scaling").or(() -> json.object("rope_parameters"));
    }

    private void shared() {
        put("block_count", layers());
        // Beyond a sliding window that all layers share, attention would differ.
        int window = json.bool("use_sliding_window", true)
                ? json.integer("sliding_window", Integer.MAX_VALUE)
                : Integer.MAX_VALUE;
        boolean ownWindows = family.gguf().equals("gpt-oss") || family.gguf().equals("gemma3");
        int context = json.integer("max_position_embeddings");
        put("context_length", ownWindows ? context : Math.min(context, window));
        put("embedding_length", json.integer("hidden_size"));
        copyInt("intermediate_size", "feed_forward_length");
        put("attention.head_count", heads());
        copyReal("rms_norm_eps", "attention.layer_norm_rms_epsilon");
        copyInt("vocab_size", "vocab_size");
        Optional<Float> base = json.optionalReal("rope_theta")
                .or(() -> json.object("rope_parameters").flatMap(rope -> rope.optionalReal("rope_theta")));
        base.ifPresent(value -> put("rope.freq_base", value));
        ropeScaling().ifPresent(this::scaling);
    }

    private void scaling(JsonFile rope) {
        String type = rope.optionalText("rope_type")
                .or(() -> rope.optionalText("type"))
                .orElse("default");
        switch (type) {
            case "default", "llama3" -> {
                return; // llama3 is a tensor of factors in GGUF
            }
            case "linear", "yarn" -> put("rope.scaling.type", new GgufValue.Text(type));
            default -> throw rope.error("type", "must be default, linear, llama3 or yarn, is " + type);
        }
        rope.optionalReal("factor").ifPresent(value -> put("rope.scaling.factor", value));
        rope.optionalInteger("original_max_position_embeddings")
                .ifPresent(value -> put("rope.scaling.original_context_length", value));
        rope.optionalReal("beta_fast").ifPresent(value -> put("rope.scaling.yarn_beta_fast", value));
        rope.optionalReal("beta_slow").ifPresent(value -> put("rope.scaling.yarn_beta_slow", value));
        if (rope.has("mscale") && rope.real("mscale", 0) != rope.real("mscale_all_dim", 0)) {
            throw rope.error("mscale", "must equal mscale_all_dim for this runtime, is " + rope.get("mscale"));
        }
        rope.optionalReal("mscale_all_dim").ifPresent(value -> put("rope.scaling.yarn_log_multiplier", 0.1f * value));
    }

    /** Heads that are all alike, and experts if there are any. */
    void plain() {
        put("attention.head_count_kv", keyHeads());
        put("attention.key_length", headSize());
        put("attention.value_length", headSize());
        put("rope.dimension_count", headSize());
        for (String key : new String[] {"num_local_experts", "num_experts", "n_routed_experts"}) {
            copyInt(key, "expert_count");
        }
        copyInt("num_experts_per_tok", "expert_used_count");
        copyInt("moe_intermediate_size", "expert_feed_forward_length");
        refuse(
                "mlp_only_layers",
                json.has("mlp_only_layers") && !json.get("mlp_only_layers").isEmpty(),
                "an empty list");
        refuse("decoder_sparse_step", json.integer("decoder_sparse_step", 1) != 1, "1");
    }

    void normalisedExperts() {
        plain();
        refuse("norm_topk_prob", !json.bool("norm_topk_prob", true), "true");
    }

    void olmoe() {
        plain();
        refuse("norm_topk_prob", json.bool("norm_topk_prob", false), "false");
        refuse("clip_qkv", json.has("clip_qkv"), "null");
    }

    void qwen2Moe() {
        plain();
        refuse("norm_topk_prob", json.bool("norm_topk_prob", false), "false");
        copyInt("shared_expert_intermediate_size", "expert_shared_feed_forward_length");
    }

    void granite() {
        plain();
        copyReal("logits_scaling", "logit_scale");
        copyReal("residual_multiplier", "residual_scale");
        copyReal("embedding_multiplier", "embedding_scale");
        copyReal("attention_multiplier", "attention.scale");
        copyInt("shared_intermediate_size", "expert_shared_feed_forward_length");
    }

    void gptOss() {
        plain();
        put("attention.sliding_window", json.integer("sliding_window"));
        put("expert_feed_forward_length", json.integer("intermediate_size"));
    }

    /** Softmax scores; a group counts its best expert, and only where the method says that groups matter. */
    void deepSeek2() {
        latentAttentionAndExperts("softmax", false);
        String method = json.optionalText("topk_method").orElse("greedy");
        boolean grouped = method.equals("group_limited_greedy");
        refuse("topk_method", !grouped && !method.equals("greedy"), "greedy or group_limited_greedy");
        refuse(
                "scoring_func",
                !json.optionalText("scoring_func").orElse("softmax").equals("softmax"),
                "softmax");
        refuse("norm_topk_prob", json.bool("norm_topk_prob", false), "false");
        if (grouped) {
            groups();
        }
    }

    /** Sigmoid scores with a correction for choosing; a group counts its two best experts. */
    void deepSeek3() {
        latentAttentionAndExperts("sigmoid", true);
        refuse(
                "topk_method",
                !json.optionalText("topk_method").orElse("noaux_tc").equals("noaux_tc"),
                "noaux_tc");
        groups();
    }

    private void groups() {
        copyInt("n_group", "expert_group_count");
        copyInt("topk_group", "expert_group_used_count");
    }

    private void latentAttentionAndExperts(String scoring, boolean normalised) {
        int rotary = json.integer("qk_rope_head_dim");
        int rank = json.integer("kv_lora_rank");
        put("attention.head_count_kv", 1);
        copyInt("q_lora_rank", "attention.q_lora_rank");
        put("attention.kv_lora_rank", rank);
        put("attention.key_length", rank + rotary);
        put("attention.value_length", rank);
        put("attention.key_length_mla", json.integer("qk_nope_head_dim") + rotary);
        put("attention.value_length_mla", json.integer("v_head_dim"));
        put("rope.dimension_count", rotary);
        copyInt("first_k_dense_replace", "leading_dense_block_count");
        put("expert_count", json.integer("n_routed_experts"));
        put("expert_used_count", json.integer("num_experts_per_tok"));
        copyInt("moe_intermediate_size", "expert_feed_forward_length");
        copyInt("n_shared_experts", "expert_shared_count");
        copyReal("routed_scaling_factor", "expert_weights_scale");
        put("expert_weights_norm", new GgufValue.Bool(json.bool("norm_topk_prob", normalised)));
        boolean sigmoid = json.optionalText("scoring_func").orElse(scoring).equals("sigmoid");
        put("expert_gating_func", sigmoid ? 2 : 1);
        refuse("rope_interleave", !json.bool("rope_interleave", true), "true");
        refuse("moe_layer_freq", json.integer("moe_layer_freq", 1) != 1, "1");
    }

    void gemma3() {
        plain();
        put("attention.sliding_window", json.integer("sliding_window"));
        json.optionalReal("query_pre_attn_scalar")
                .ifPresent(value -> put("attention.scale", (float) (1 / Math.sqrt(value))));
        copyReal("rope_local_base_freq", "rope.freq_base_swa");
        copyInt("sliding_window_pattern", "attention.sliding_window_pattern");
        refuse("attn_logit_softcapping", json.has("attn_logit_softcapping"), "null");
        refuse("final_logit_softcapping", json.has("final_logit_softcapping"), "null");
    }

    private void refuse(String key, boolean refused, String needed) {
        if (refused) {
            throw json.error(key, "must be " + needed + " for this runtime, is " + json.get(key));
        }
    }

    private void copyInt(String from, String to) {
        json.optionalInteger(from).ifPresent(value -> put(to, value));
    }

    private void copyReal(String from, String to) {
        json.optionalReal(from).ifPresent(value -> put(to, value));
    }

    private void put(String key, int value) {
        if (value < 0) {
            throw new ModelInputException(json.path() + ": what becomes " + key + " must not be negative, is " + value);
        }
        put(key, new GgufValue.Int(GgufType.UINT32, value));
    }

    private void put(String key, float value) {
        put(key, new GgufValue.Real(GgufType.FLOAT32, value));
    }

    private void put(String key, GgufValue value) {
        metadata.put(family.gguf() + "." + key, value);
    }
}
