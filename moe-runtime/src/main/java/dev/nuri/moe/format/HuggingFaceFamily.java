package dev.nuri.moe.format;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How a model family's folders translate to GGUF.
 *
 * @param gguf name of the architecture in GGUF
 * @param layer rule for each tensor of a layer, by its name after {@code model.layers.N.}, with {@code #} for an
 *     expert's number and without a closing {@code .weight} or {@code .bias}
 * @param centredNorms whether norms are stored less 1
 * @param config what the family's hyper-parameters add to those that all have
 */
record HuggingFaceFamily(
        String gguf, Map<String, Rule> layer, boolean centredNorms, Consumer<HuggingFaceConfig> config) {

    /** What becomes of an array. */
    enum Form {
        /** The same under another name; one that has a single dimension becomes F32. */
        AS_IS,
        /** Rows of query heads, reordered from halves that turn together to neighbours that do. */
        TURNED_QUERY,
        /** The same for key heads. */
        TURNED_KEY,
        /** One expert's matrix, to be stacked with those of the others. */
        EXPERT,
        /** The first half of the rows of each matrix goes to the first name, the second half to the second. */
        HALVES,
        /** Each head's key rows, transposed, to the first name, its value rows to the second. */
        KEYS_AND_VALUES,
        /** Columns become rows, of which every other goes to the first name, the rest to the second. */
        TRANSPOSED_PAIRS,
        /** Columns become rows. */
        TRANSPOSED,
        /** Every other element of a row to the first name, the rest to the second; F32. */
        PAIRS,
        /** MXFP4 blocks whose scales are apart; every other row to the first name, the rest to the second. */
        MXFP4_PAIRS,
        /** MXFP4 blocks whose scales are apart. */
        MXFP4,
        /** Read together with another array, or not needed. */
        DROPPED
    }

    /**
     * @param form what happens
     * @param to name of the result within its layer
     * @param second name of the second result, or null
     */
    record Rule(Form form, String to, String second) {
        static Rule of(Form form, String to) {
            return new Rule(form, to, null);
        }
    }

    /** The families by the class name in {@code config.json}. */
    static final Map<String, HuggingFaceFamily> ALL = Map.ofEntries(
            Map.entry("LlamaForCausalLM", llama("llama")),
            Map.entry("MistralForCausalLM", llama("llama")),
            Map.entry("MixtralForCausalLM", mixtral()),
            Map.entry("GraniteForCausalLM", granite("granite")),
            Map.entry("GraniteMoeForCausalLM", granite("granitemoe")),
            Map.entry("GraniteMoeSharedForCausalLM", granite("granitemoe")),
            Map.entry("Qwen2MoeForCausalLM", qwen2Moe()),
            Map.entry("Qwen3ForCausalLM", halved("qwen3", HuggingFaceConfig::plain)),
            Map.entry("Qwen3MoeForCausalLM", halved("qwen3moe", HuggingFaceConfig::normalisedExperts)),
            Map.entry("OlmoeForCausalLM", halved("olmoe", HuggingFaceConfig::olmoe)),
            Map.entry("GptOssForCausalLM", gptOss()),
            Map.entry("DeepseekV2ForCausalLM", deepSeek("deepseek2", HuggingFaceConfig::deepSeek2)),
            Map.entry("DeepseekV3ForCausalLM", deepSeek("deepseek2", HuggingFaceConfig::deepSeek3)),
            Map.entry("AXK1ForCausalLM", deepSeek("axk1", HuggingFaceConfig::deepSeek3)),
            Map.entry("Gemma3ForCausalLM", gemma3()),
            Map.entry("Gemma3ForConditionalGeneration", gemma3()));

    /** Names that most families share. */
    private static Map<String, Rule> common() {
        Map<String, Rule> rules = new HashMap<>();
        asIs(rules, "input_layernorm", "attn_norm");
        asIs(rules, "post_attention_layernorm", "ffn_norm");
        asIs(rules, "self_attn.q_proj", "attn_q");
        asIs(rules, "self_attn.k_proj", "attn_k");
        asIs(rules, "self_attn.v_proj", "attn_v");
        asIs(rules, "self_attn.o_proj", "attn_output");
        asIs(rules, "self_attn.q_norm", "attn_q_norm");
        asIs(rules, "self_attn.k_norm", "attn_k_norm");
        rules.put("self_attn.rotary_emb.inv_freq", Rule.of(Form.DROPPED, null));
        feedForward(rules, "mlp", "");
        asIs(rules, "mlp.gate", "ffn_gate_inp");
        for (String part : new String[] {"gate", "up", "down"}) {
            rules.put("mlp.experts.#." + part + "_proj", Rule.of(Form.EXPERT, "ffn_" + part + "_exps"));
        }
        return rules;
    }

    private static void asIs(Map<String, Rule> rules, String from, String to) {
        rules.put(from, Rule.of(Form.AS_IS, to));
    }

    private static void feedForward(Map<String, Rule> rules, String block, String suffix) {
        for (String part : new String[] {"gate", "up", "down"}) {
            asIs(rules, block + "." + part + "_proj", "ffn_" + part + suffix);
        }
    }

    private static HuggingFaceFamily halved(String gguf, Consumer<HuggingFaceConfig> config) {
        return new HuggingFaceFamily(gguf, common(), false, config);
    }

    /** Llama and its kin turn neighbours in GGUF, halves in folders. */
    private static Map<String, Rule> turned() {
        Map<String, Rule> rules = common();
        rules.put("self_attn.q_proj", Rule.of(Form.TURNED_QUERY, "attn_q"));
        rules.put("self_attn.k_proj", Rule.of(Form.TURNED_KEY, "attn_k"));
        return rules;
    }

    private static HuggingFaceFamily llama(String gguf) {
        return new HuggingFaceFamily(gguf, turned(), false, HuggingFaceConfig::plain);
    }

    private static HuggingFaceFamily mixtral() {
        Map<String, Rule> rules = turned();
        asIs(rules, "block_sparse_moe.gate", "ffn_gate_inp");
        rules.put("block_sparse_moe.experts.#.w1", Rule.of(Form.EXPERT, "ffn_gate_exps"));
        rules.put("block_sparse_moe.experts.#.w2", Rule.of(Form.EXPERT, "ffn_down_exps"));
        rules.put("block_sparse_moe.experts.#.w3", Rule.of(Form.EXPERT, "ffn_up_exps"));
        return new HuggingFaceFamily("llama", rules, false, HuggingFaceConfig::plain);
    }

    private static HuggingFaceFamily granite(String gguf) {
        Map<String, Rule> rules = turned();
        asIs(rules, "block_sparse_moe.router.layer", "ffn_gate_inp");
        rules.put("block_sparse_moe.input_linear", new Rule(Form.HALVES, "ffn_gate_exps", "ffn_up_exps"));
        asIs(rules, "block_sparse_moe.output_linear", "ffn_down_exps");
        rules.put("shared_mlp.input_linear", new Rule(Form.HALVES, "ffn_gate_shexp", "ffn_up_shexp"));
        asIs(rules, "shared_mlp.output_linear", "ffn_down_shexp");
        return new HuggingFaceFamily(gguf, rules, false, HuggingFaceConfig::granite);
    }

    private static HuggingFaceFamily qwen2Moe() {
        Map<String, Rule> rules = common();
        feedForward(rules, "mlp.shared_expert", "_shexp");
        asIs(rules, "mlp.shared_expert_gate", "ffn_gate_inp_shexp");
        return new HuggingFaceFamily("qwen2moe", rules, false, HuggingFaceConfig::qwen2Moe);
    }

    private static HuggingFaceFamily gptOss() {
        Map<String, Rule> rules = common();
        asIs(rules, "post_attention_layernorm", "post_attention_norm");
        asIs(rules, "self_attn.sinks", "attn_sinks.weight");
        asIs(rules, "mlp.router", "ffn_gate_inp");
        String experts = "mlp.experts.";
        rules.put(
                experts + "gate_up_proj_blocks",
                new Rule(Form.MXFP4_PAIRS, "ffn_gate_exps.weight", "ffn_up_exps.weight"));
        rules.put(experts + "down_proj_blocks", Rule.of(Form.MXFP4, "ffn_down_exps.weight"));
        rules.put(experts + "gate_up_proj_scales", Rule.of(Form.DROPPED, null));
        rules.put(experts + "down_proj_scales", Rule.of(Form.DROPPED, null));
        rules.put(
                experts + "gate_up_proj",
                new Rule(Form.TRANSPOSED_PAIRS, "ffn_gate_exps.weight", "ffn_up_exps.weight"));
        rules.put(experts + "down_proj", Rule.of(Form.TRANSPOSED, "ffn_down_exps.weight"));
        rules.put(experts + "gate_up_proj_bias", new Rule(Form.PAIRS, "ffn_gate_exps.bias", "ffn_up_exps.bias"));
        asIs(rules, experts + "down_proj_bias", "ffn_down_exps.bias");
        return new HuggingFaceFamily("gpt-oss", rules, false, HuggingFaceConfig::gptOss);
    }

    private static HuggingFaceFamily deepSeek(String gguf, Consumer<HuggingFaceConfig> config) {
        Map<String, Rule> rules = common();
        asIs(rules, "self_attn.q_a_proj", "attn_q_a");
        asIs(rules, "self_attn.q_a_layernorm", "attn_q_a_norm");
        asIs(rules, "self_attn.q_b_proj", "attn_q_b");
        asIs(rules, "self_attn.kv_a_proj_with_mqa", "attn_kv_a_mqa");
        asIs(rules, "self_attn.kv_a_layernorm", "attn_kv_a_norm");
        rules.put("self_attn.kv_b_proj", new Rule(Form.KEYS_AND_VALUES, "attn_k_b", "attn_v_b"));
        asIs(rules, "mlp.gate.e_score_correction_bias", "exp_probs_b.bias");
        feedForward(rules, "mlp.shared_experts", "_shexp");
        asIs(rules, "post_mlp_layernorm", "post_ffw_norm"); // A.X K1
        return new HuggingFaceFamily(gguf, rules, false, config);
    }

    private static HuggingFaceFamily gemma3() {
        Map<String, Rule> rules = common();
        asIs(rules, "post_attention_layernorm", "post_attention_norm");
        asIs(rules, "pre_feedforward_layernorm", "ffn_norm");
        asIs(rules, "post_feedforward_layernorm", "post_ffw_norm");
        return new HuggingFaceFamily("gemma3", rules, true, HuggingFaceConfig::gemma3);
    }
}
