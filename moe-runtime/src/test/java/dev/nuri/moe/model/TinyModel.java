package dev.nuri.moe.model;

import dev.nuri.moe.format.GgufValue;
import dev.nuri.moe.format.GgufWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A model of seeded random F32 weights: small enough to write in a test, whole enough to run. */
public final class TinyModel {
    static final int VOCABULARY = 260;

    private final String architecture;
    private final long seed;
    private final GgufWriter writer = new GgufWriter();
    private final Map<String, float[]> weights = new HashMap<>();

    TinyModel(String architecture, long seed) {
        this.architecture = architecture;
        this.seed = seed;
        writer.put("general.architecture", architecture);
        tokenizer();
    }

    /** A Qwen3-MoE of two layers, for tests that need just any model. */
    public static void writeAny(Path path, long seed) {
        any(seed, 64).write(path);
    }

    /** The same with a context of the given length and a chat template, where that is not null. */
    public static void writeAny(Path path, long seed, int contextTokens, String chatTemplate) {
        TinyModel model = any(seed, contextTokens);
        if (chatTemplate != null) {
            model.writer.put("tokenizer.chat_template", chatTemplate);
        }
        model.write(path);
    }

    private static TinyModel any(long seed, int contextTokens) {
        TinyModel model = new TinyModel("qwen3moe", seed)
                .put("block_count", 2)
                .put("context_length", contextTokens)
                .put("embedding_length", 32)
                .put("attention.head_count", 4)
                .put("attention.head_count_kv", 2)
                .put("attention.key_length", 8)
                .put("expert_count", 4)
                .put("expert_used_count", 2)
                .embedding(32);
        for (int i = 0; i < 2; i++) {
            String layer = "blk." + i + ".";
            model.attention(layer, 32, 32, 16)
                    .norm(layer + "attn_q_norm.weight", 8)
                    .norm(layer + "attn_k_norm.weight", 8)
                    .experts(layer, 32, 16, 4);
        }
        return model;
    }

    /** A Qwen3-MoE with rows of 256 in most matrices, for quantising. */
    public static void writeWide(Path path, long seed) {
        TinyModel model = new TinyModel("qwen3moe", seed)
                .put("block_count", 2)
                .put("context_length", 64)
                .put("embedding_length", 256)
                .put("attention.head_count", 4)
                .put("attention.head_count_kv", 2)
                .put("attention.key_length", 64)
                .put("expert_count", 4)
                .put("expert_used_count", 2)
                .embedding(256);
        for (int i = 0; i < 2; i++) {
            String layer = "blk." + i + ".";
            model.attention(layer, 256, 256, 128)
                    .norm(layer + "attn_q_norm.weight", 64)
                    .norm(layer + "attn_k_norm.weight", 64)
                    .experts(layer, 256, 96, 4);
        }
        model.write(path);
    }

    private void tokenizer() {
        List<String> tokens = new ArrayList<>();
        int[] kinds = new int[VOCABULARY];
        Arrays.fill(kinds, 1);
        char free = 256;
        for (int b = 0; b < 256; b++) {
            boolean visible = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
            tokens.add(String.valueOf(visible ? (char) b : free++));
        }
        for (String control : List.of("<|begin|>", "<|end|>", "<|a|>", "<|b|>")) {
            kinds[tokens.size()] = 3;
            tokens.add(control);
        }
        tokens.set(tokens.size() - 1, "he");
        kinds[tokens.size() - 1] = 1;
        writer.put("tokenizer.ggml.model", "gpt2")
                .put("tokenizer.ggml.pre", "qwen2")
                .put("tokenizer.ggml.tokens", tokens)
                .put("tokenizer.ggml.token_type", GgufValue.Numbers.ofInts(kinds))
                .put("tokenizer.ggml.merges", List.of("h e"))
                .put("tokenizer.ggml.bos_token_id", 256)
                .put("tokenizer.ggml.eos_token_id", 257);
    }

    /** A unigram vocabulary of begin, padding, end, unknown and then {@code pieces}, the likeliest first. */
    TinyModel unigram(List<String> pieces) {
        List<String> tokens = new ArrayList<>(List.of("<s>", "<pad>", "</s>", "<unk>"));
        tokens.addAll(pieces);
        int[] kinds = new int[tokens.size()];
        float[] scores = new float[tokens.size()];
        for (int id = 0; id < kinds.length; id++) {
            kinds[id] = id == 3 ? 2 : id < 4 ? 3 : 1;
            scores[id] = id < 4 ? 0 : -1 - 0.01f * id;
        }
        writer.put("tokenizer.ggml.model", "t5")
                .put("tokenizer.ggml.pre", "default")
                .put("tokenizer.ggml.tokens", tokens)
                .put("tokenizer.ggml.token_type", GgufValue.Numbers.ofInts(kinds))
                .put("tokenizer.ggml.scores", GgufValue.Numbers.ofFloats(scores))
                .put("tokenizer.ggml.bos_token_id", 0)
                .put("tokenizer.ggml.eos_token_id", 2)
                .put("tokenizer.ggml.unknown_token_id", 3)
                .put("tokenizer.ggml.padding_token_id", 1)
                .put("tokenizer.ggml.token_type_count", 1)
                .put("tokenizer.ggml.add_bos_token", true)
                .put("tokenizer.ggml.add_eos_token", true)
                .put("tokenizer.ggml.add_space_prefix", true)
                .put("tokenizer.ggml.remove_extra_whitespaces", true);
        return this;
    }

    TinyModel put(String key, int value) {
        writer.put(architecture + "." + key, value);
        return this;
    }

    TinyModel put(String key, float value) {
        writer.put(architecture + "." + key, value);
        return this;
    }

    TinyModel put(String key, String value) {
        writer.put(architecture + "." + key, value);
        return this;
    }

    TinyModel put(String key, boolean value) {
        writer.put(architecture + "." + key, value);
        return this;
    }

    TinyModel embedding(int size) {
        return fill("token_embd.weight", 1, 0, size, VOCABULARY)
                .norm("output_norm.weight", size)
                .add("output.weight", size, VOCABULARY);
    }

    /** Queries, keys, values and output without biases. */
    TinyModel attention(String layer, int embedding, int queries, int keys) {
        return norm(layer + "attn_norm.weight", embedding)
                .norm(layer + "ffn_norm.weight", embedding)
                .add(layer + "attn_q.weight", embedding, queries)
                .add(layer + "attn_k.weight", embedding, keys)
                .add(layer + "attn_v.weight", embedding, keys)
                .add(layer + "attn_output.weight", queries, embedding);
    }

    TinyModel experts(String layer, int embedding, int inner, int experts) {
        return add(layer + "ffn_gate_inp.weight", embedding, experts)
                .add(layer + "ffn_gate_exps.weight", embedding, inner, experts)
                .add(layer + "ffn_up_exps.weight", embedding, inner, experts)
                .add(layer + "ffn_down_exps.weight", inner, embedding, experts);
    }

    TinyModel dense(String layer, String suffix, int embedding, int inner) {
        return add(layer + "ffn_gate" + suffix + ".weight", embedding, inner)
                .add(layer + "ffn_up" + suffix + ".weight", embedding, inner)
                .add(layer + "ffn_down" + suffix + ".weight", inner, embedding);
    }

    /** A matrix whose rows keep the size of what they multiply. */
    TinyModel add(String name, long... shape) {
        return fill(name, 1 / Math.sqrt((double) shape[0]), 0, shape);
    }

    /** A norm's weights: around 1. */
    TinyModel norm(String name, int size) {
        return fill(name, 0.2, 1, size);
    }

    TinyModel fill(String name, double deviation, double mean, long... shape) {
        // One stream a name: the same weights in whatever order they are added.
        SplittableRandom random = new SplittableRandom(seed ^ (31L * name.hashCode()));
        float[] values = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((random.nextDouble() - 0.5) * Math.sqrt(12) * deviation + mean);
        }
        return set(name, values, shape);
    }

    TinyModel set(String name, float[] values, long... shape) {
        weights.put(name, values);
        writer.add(name, values, shape);
        return this;
    }

    float[] weights(String name) {
        return weights.get(name);
    }

    void write(Path path) {
        writer.write(path);
    }

    /** Token ids of a text: its bytes. */
    public static int[] ids(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = bytes[i] & 0xff;
        }
        return ids;
    }
}
