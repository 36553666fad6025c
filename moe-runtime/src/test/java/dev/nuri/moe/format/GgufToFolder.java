package dev.nuri.moe.format;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.tensor.StoredTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The way back, for tests: a GGUF model as the folder it would have been made from. */
public final class GgufToFolder {
    private static final Map<String, String> CLASSES = Map.of(
            "llama", "LlamaForCausalLM",
            "granite", "GraniteForCausalLM",
            "granitemoe", "GraniteMoeSharedForCausalLM",
            "qwen2moe", "Qwen2MoeForCausalLM",
            "qwen3", "Qwen3ForCausalLM",
            "qwen3moe", "Qwen3MoeForCausalLM",
            "olmoe", "OlmoeForCausalLM",
            "gpt-oss", "GptOssForCausalLM",
            "deepseek2", "DeepseekV3ForCausalLM",
            "axk1", "AXK1ForCausalLM");

    /** GGUF key (after the architecture) and the key it had in config.json. */
    private static final String[][] KEYS = {
        {"block_count", "num_hidden_layers"},
        {"context_length", "max_position_embeddings"},
        {"embedding_length", "hidden_size"},
        {"attention.head_count", "num_attention_heads"},
        {"attention.head_count_kv", "num_key_value_heads"},
        {"attention.layer_norm_rms_epsilon", "rms_norm_eps"},
        {"vocab_size", "vocab_size"},
        {"rope.freq_base", "rope_theta"},
        {"expert_used_count", "num_experts_per_tok"},
        {"expert_feed_forward_length", "moe_intermediate_size"},
        {"attention.sliding_window", "sliding_window"},
        {"logit_scale", "logits_scaling"},
        {"residual_scale", "residual_multiplier"},
        {"embedding_scale", "embedding_multiplier"},
        {"attention.scale", "attention_multiplier"},
        {"attention.q_lora_rank", "q_lora_rank"},
        {"attention.kv_lora_rank", "kv_lora_rank"},
        {"attention.value_length_mla", "v_head_dim"},
        {"leading_dense_block_count", "first_k_dense_replace"},
        {"expert_shared_count", "n_shared_experts"},
        {"expert_group_count", "n_group"},
        {"expert_group_used_count", "topk_group"},
        {"expert_weights_scale", "routed_scaling_factor"},
        {"expert_weights_norm", "norm_topk_prob"}
    };

    private static final String[][] NAMES = {
        {"attn_norm", "input_layernorm"},
        {"ffn_norm", "post_attention_layernorm"},
        {"post_attention_norm", "post_attention_layernorm"},
        {"attn_q", "self_attn.q_proj"},
        {"attn_k", "self_attn.k_proj"},
        {"attn_v", "self_attn.v_proj"},
        {"attn_output", "self_attn.o_proj"},
        {"attn_q_norm", "self_attn.q_norm"},
        {"attn_k_norm", "self_attn.k_norm"},
        {"attn_q_a", "self_attn.q_a_proj"},
        {"attn_q_a_norm", "self_attn.q_a_layernorm"},
        {"attn_q_b", "self_attn.q_b_proj"},
        {"attn_kv_a_mqa", "self_attn.kv_a_proj_with_mqa"},
        {"attn_kv_a_norm", "self_attn.kv_a_layernorm"},
        {"ffn_gate", "mlp.gate_proj"},
        {"ffn_up", "mlp.up_proj"},
        {"ffn_down", "mlp.down_proj"},
        {"ffn_gate_inp", "mlp.gate"},
        {"ffn_gate_inp_shexp", "mlp.shared_expert_gate"},
        {"post_ffw_norm", "post_mlp_layernorm"},
    };

    private final GgufFile file;
    private final String architecture;
    private final boolean mixtral;
    private final FolderWriter out = new FolderWriter();

    private GgufToFolder(GgufFile file) {
        this.file = file;
        this.architecture = file.metadata().text("general.architecture");
        this.mixtral = architecture.equals("llama") && file.metadata().has("llama.expert_count");
    }

    /** Writes the folder of a file whose weights are F32, F16 or BF16. */
    public static void convert(Path gguf, Path folder, boolean sharded) {
        try (GgufFile file = GgufFile.open(gguf)) {
            GgufToFolder self = new GgufToFolder(file);
            self.config();
            file.tensors().forEach(self::tensor);
            if (sharded) {
                self.out.writeSharded(folder);
            } else {
                self.out.write(folder);
            }
            self.tokenizer(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void config() {
        ObjectNode config = out.config();
        config.putArray("architectures").add(mixtral ? "MixtralForCausalLM" : CLASSES.get(architecture));
        GgufMetadata metadata = file.metadata();
        out.config().put("num_nextn_predict_layers", metadata.integer(architecture + ".nextn_predict_layers", 0));
        for (String[] key : KEYS) {
            GgufValue value = metadata.all().get(architecture + "." + key[0]);
            switch (value) {
                case GgufValue.Int(GgufType type, long number) -> config.put(key[1], number);
                case GgufValue.Real(GgufType type, double number) -> config.put(key[1], (float) number);
                case GgufValue.Bool(boolean flag) -> config.put(key[1], flag);
                case null, default -> {
                    // not there
                }
            }
        }
        config.put("num_hidden_layers", layers());
        boolean latent = metadata.has(architecture + ".attention.kv_lora_rank");
        int experts = metadata.integer(architecture + ".expert_count", 0);
        if (experts > 0) {
            boolean local = mixtral || architecture.startsWith("granite") || architecture.equals("gpt-oss");
            config.put(latent ? "n_routed_experts" : local ? "num_local_experts" : "num_experts", experts);
        }
        config.put("intermediate_size", metadata.integer(architecture + ".feed_forward_length", 1));
        if (latent) {
            int rotary = metadata.integer(architecture + ".rope.dimension_count");
            config.put("qk_rope_head_dim", rotary);
            latentRouting(config);
            config.put("qk_nope_head_dim", metadata.integer(architecture + ".attention.key_length_mla") - rotary);
        } else {
            metadata.optionalInteger(architecture + ".attention.key_length").ifPresent(n -> config.put("head_dim", n));
        }
        metadata.optionalText(architecture + ".rope.scaling.type").ifPresent(type -> scaling(config, type));
    }

    private int layers() {
        GgufMetadata metadata = file.metadata();
        return metadata.integer(architecture + ".block_count")
                - metadata.integer(architecture + ".nextn_predict_layers", 0);
    }

    /** DeepSeek-V2 scores by softmax; only one of its sizes has groups. */
    private void latentRouting(ObjectNode config) {
        if (secondDeepSeek()) {
            config.putArray("architectures").add("DeepseekV2ForCausalLM");
            boolean groups = file.metadata().has(architecture + ".expert_group_count");
            config.put("topk_method", groups ? "group_limited_greedy" : "greedy")
                    .put("scoring_func", "softmax");
        } else {
            config.put("topk_method", "noaux_tc").put("scoring_func", "sigmoid");
        }
    }

    private boolean secondDeepSeek() {
        return architecture.equals("deepseek2") && file.metadata().integer("deepseek2.expert_gating_func", 1) == 1;
    }

    private void scaling(ObjectNode config, String type) {
        ObjectNode rope = config.putObject("rope_scaling").put("type", type);
        String prefix = architecture + ".rope.scaling.";
        file.metadata().optionalReal(prefix + "factor").ifPresent(value -> rope.put("factor", value));
        file.metadata()
                .optionalInteger(prefix + "original_context_length")
                .ifPresent(value -> rope.put("original_max_position_embeddings", value));
        file.metadata()
                .optionalReal(prefix + "yarn_log_multiplier")
                .ifPresent(value -> rope.put("mscale_all_dim", 10 * value).put("mscale", 10 * value));
    }

    private void tokenizer(Path folder) throws IOException {
        ObjectNode json = new ObjectMapper().createObjectNode();
        ObjectNode model = json.putObject("model").put("type", "BPE");
        model.putArray("merges");
        ObjectNode vocabulary = model.putObject("vocab");
        for (String text : file.metadata().texts("tokenizer.ggml.tokens").orElseThrow()) {
            vocabulary.put(text, vocabulary.size());
        }
        Files.writeString(folder.resolve("tokenizer.json"), json.toString());
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"chat_template\": \"{{ messages }}\", \"eos_token\": {\"content\": \""
                        + vocabulary.fieldNames().next().replace("\"", "\\\"") + "\"}}");
    }

    private void tensor(StoredTensor tensor) {
        switch (tensor.name()) {
            case "token_embd.weight" -> same("model.embed_tokens.weight", tensor);
            case "output_norm.weight" -> same("model.norm.weight", tensor);
            case "output.weight" -> same("lm_head.weight", tensor);
            default -> layer(tensor);
        }
    }

    private void layer(StoredTensor tensor) {
        String[] parts = tensor.name().split("\\.", 4);
        String layer = "model.layers." + parts[1] + ".";
        String name = parts[2];
        boolean turned = architecture.equals("llama") || architecture.startsWith("granite");
        if (name.equals("nextn")) {
            same(layer + parts[3], tensor);
        } else if (turned && (name.equals("attn_q") || name.equals("attn_k"))) {
            turned(layer + "self_attn." + name.charAt(5) + "_proj." + parts[3], tensor, name.equals("attn_q"));
        } else if (name.endsWith("_exps")) {
            experts(layer, parts, tensor);
        } else if (name.endsWith("_shexp") && !name.equals("ffn_gate_inp_shexp")) {
            shared(layer, name, tensor);
        } else if (name.equals("attn_k_b")) {
            keysAndValues(layer, tensor);
        } else if (name.equals("exp_probs_b")) {
            same(layer + "mlp.gate.e_score_correction_bias", tensor);
        } else if (name.equals("attn_sinks")) {
            same(layer + "self_attn.sinks", tensor);
        } else if (name.equals("ffn_gate_inp") && !architecture.startsWith("qwen") && router() != null) {
            same(layer + router() + "." + parts[3], tensor);
        } else {
            Arrays.stream(NAMES)
                    .filter(pair -> pair[0].equals(name))
                    .forEach(pair -> same(layer + pair[1] + "." + parts[3], tensor));
        }
    }

    private String router() {
        return mixtral
                ? "block_sparse_moe.gate"
                : architecture.startsWith("granite")
                        ? "block_sparse_moe.router.layer"
                        : architecture.equals("gpt-oss") ? "mlp.router" : null;
    }

    private void same(String name, StoredTensor tensor) {
        add(name, tensor.type(), bytes(tensor), shape(tensor));
    }

    private void add(String name, TensorType type, byte[] bytes, List<Integer> shape) {
        out.add(name, type.name(), bytes, shape.toArray(Integer[]::new));
    }

    private static byte[] bytes(StoredTensor tensor) {
        return tensor.data().toArray(ValueLayout.JAVA_BYTE);
    }

    private static List<Integer> shape(StoredTensor tensor) {
        List<Integer> shape = new ArrayList<>();
        for (long size : tensor.shape()) {
            shape.add((int) size);
        }
        Collections.reverse(shape);
        return shape;
    }

    /** Row (i, j) of a head back to row (half j, i). */
    private void turned(String name, StoredTensor tensor, boolean query) {
        int heads =
                file.metadata().integer(architecture + (query ? ".attention.head_count" : ".attention.head_count_kv"));
        byte[] from = bytes(tensor);
        int rows = tensor.shape().length == 1 ? tensor.size(0) : tensor.size(1);
        int rowBytes = from.length / rows;
        int head = rows / heads;
        byte[] to = new byte[from.length];
        for (int h = 0; h < heads; h++) {
            for (int i = 0; i < head / 2; i++) {
                for (int j = 0; j < 2; j++) {
                    int old = h * head + 2 * i + j;
                    int now = h * head + j * head / 2 + i;
                    System.arraycopy(from, old * rowBytes, to, now * rowBytes, rowBytes);
                }
            }
        }
        add(name, tensor.type(), to, shape(tensor));
    }

    private void experts(String layer, String[] parts, StoredTensor tensor) {
        String part = parts[2].substring(4, parts[2].length() - 5); // gate, up or down
        if (architecture.equals("gpt-oss")) {
            gptOss(layer, part, parts[3], tensor);
        } else if (architecture.equals("granitemoe")) {
            granite(layer + "block_sparse_moe.", part, "_exps", tensor);
        } else {
            byte[] all = bytes(tensor);
            int count = tensor.size(2);
            for (int x = 0; x < count; x++) {
                String name = mixtral
                        ? "block_sparse_moe.experts." + x + ".w"
                                + Map.of("gate", 1, "down", 2, "up", 3).get(part)
                        : "mlp.experts." + x + "." + part + "_proj";
                byte[] one = Arrays.copyOfRange(all, x * (all.length / count), (x + 1) * (all.length / count));
                add(layer + name + ".weight", tensor.type(), one, shape(tensor).subList(1, 3));
            }
        }
    }

    private void shared(String layer, String name, StoredTensor tensor) {
        String part = name.substring(4, name.length() - 6);
        if (architecture.equals("granitemoe")) {
            granite(layer + "shared_mlp.", part, "_shexp", tensor);
        } else {
            String block = architecture.equals("qwen2moe") ? "mlp.shared_expert." : "mlp.shared_experts.";
            same(layer + block + part + "_proj.weight", tensor);
        }
    }

    /** Gate and up in one, gate first in each expert. */
    private void granite(String block, String part, String suffix, StoredTensor tensor) {
        if (part.equals("down")) {
            same(block + "output_linear.weight", tensor);
        } else if (part.equals("gate")) {
            StoredTensor up = file.tensor(tensor.name().replace("ffn_gate" + suffix, "ffn_up" + suffix))
                    .orElseThrow();
            byte[] gates = bytes(tensor);
            byte[] ups = bytes(up);
            int one = gates.length / tensor.size(2);
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            for (int x = 0; x < tensor.size(2); x++) {
                both.write(gates, x * one, one);
                both.write(ups, x * one, one);
            }
            List<Integer> shape = shape(tensor);
            int rows = shape.size() - 2;
            shape.set(rows, 2 * shape.get(rows));
            add(block + "input_linear.weight", tensor.type(), both.toByteArray(), shape);
        }
    }

    /** Matrices are [in][out] there; gate and up are one, row by row in turn. */
    private void gptOss(String layer, String part, String kind, StoredTensor tensor) {
        String suffix = kind.equals("bias") ? "_bias" : "";
        if (part.equals("down")) {
            if (kind.equals("bias")) {
                same(layer + "mlp.experts.down_proj_bias", tensor);
            } else {
                transposed(layer + "mlp.experts.down_proj", List.of(tensor));
            }
        } else if (part.equals("gate")) {
            StoredTensor up = file.tensor(tensor.name().replace("gate", "up")).orElseThrow();
            transposed(layer + "mlp.experts.gate_up_proj" + suffix, List.of(tensor, up));
        }
    }

    private void transposed(String name, List<StoredTensor> interleaved) {
        StoredTensor first = interleaved.getFirst();
        boolean bias = first.shape().length == 2;
        int in = bias ? 1 : first.size(0);
        int rows = bias ? first.size(0) : first.size(1);
        int experts = bias ? first.size(1) : first.size(2);
        int size = first.type().blockBytes();
        int columns = rows * interleaved.size();
        byte[] to = new byte[experts * in * columns * size];
        for (int part = 0; part < interleaved.size(); part++) {
            byte[] from = bytes(interleaved.get(part));
            for (int x = 0; x < experts; x++) {
                for (int r = 0; r < rows; r++) {
                    for (int i = 0; i < in; i++) {
                        int at = (x * in + i) * columns + r * interleaved.size() + part;
                        System.arraycopy(from, ((x * rows + r) * in + i) * size, to, at * size, size);
                    }
                }
            }
        }
        add(name, first.type(), to, bias ? List.of(experts, columns) : List.of(experts, in, columns));
    }

    /** Keys transposed back and joined with values head by head. */
    private void keysAndValues(String layer, StoredTensor keys) {
        StoredTensor values =
                file.tensor(keys.name().replace("attn_k_b", "attn_v_b")).orElseThrow();
        int plain = keys.size(0);
        int rank = keys.size(1);
        int heads = keys.size(2);
        int value = values.size(1);
        int size = keys.type().blockBytes();
        byte[] k = bytes(keys);
        byte[] v = bytes(values);
        byte[] to = new byte[heads * (plain + value) * rank * size];
        for (int h = 0; h < heads; h++) {
            int head = h * (plain + value) * rank * size;
            for (int r = 0; r < rank; r++) {
                for (int n = 0; n < plain; n++) {
                    System.arraycopy(k, ((h * rank + r) * plain + n) * size, to, head + (n * rank + r) * size, size);
                }
            }
            System.arraycopy(v, h * value * rank * size, to, head + plain * rank * size, value * rank * size);
        }
        add(layer + "self_attn.kv_b_proj.weight", keys.type(), to, List.of(heads * (plain + value), rank));
    }
}
