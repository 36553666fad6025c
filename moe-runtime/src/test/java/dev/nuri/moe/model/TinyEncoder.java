package dev.nuri.moe.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A nomic-bert-moe of seeded random weights: four layers, of which the second and fourth have experts. */
public final class TinyEncoder {
    static final int E = 64;
    static final int H = 4;
    static final int D = E / H;
    static final int F = 96;
    static final int X = 8;
    static final int LAYERS = 4;
    static final int CONTEXT = 64;
    static final float EPSILON = 1e-5f;

    private static final List<String> PIECES = pieces();

    final TinyModel model;

    TinyEncoder(long seed) {
        this(seed, 1);
    }

    /**
     * One whose token type may count more or less.
     *
     * @param type factor on its embedding
     */
    TinyEncoder(long seed, float type) {
        float[] types = new float[E];
        for (int i = 0; i < E; i++) {
            types[i] = type * i / E;
        }
        int vocabulary = 4 + PIECES.size();
        model = new TinyModel("nomic-bert-moe", seed)
                .unigram(PIECES)
                .put("block_count", LAYERS)
                .put("context_length", CONTEXT)
                .put("embedding_length", E)
                .put("feed_forward_length", F)
                .put("attention.head_count", H)
                .put("attention.layer_norm_epsilon", EPSILON)
                .put("attention.causal", false)
                .put("pooling_type", 1)
                .put("rope.freq_base", 10000f)
                .put("moe_every_n_layers", 2)
                .put("expert_count", X)
                .put("expert_used_count", 2)
                .fill("token_embd.weight", 1, 0, E, vocabulary)
                .set("token_types.weight", types, E, 1);
        norm("token_embd_norm");
        for (int i = 0; i < LAYERS; i++) {
            layer("blk." + i + ".", i % 2 == 1);
        }
    }

    /** Writes one. */
    public static void write(Path path, long seed) {
        new TinyEncoder(seed).fused().model.write(path);
    }

    private static List<String> pieces() {
        List<String> pieces = new ArrayList<>(List.of("▁", "▁search", "_query", ":", "▁the", "ing", "▁서울", "은", "한국"));
        "abcdefghijklmnopqrstuvwxyz_.,?0123456789서울의수도는한국"
                .codePoints()
                .distinct()
                .mapToObj(Character::toString)
                .forEach(pieces::add);
        return pieces;
    }

    private void layer(String layer, boolean routed) {
        model.add(layer + "attn_output.weight", E, E).fill(layer + "attn_output.bias", 0.1, 0, E);
        norm(layer + "attn_output_norm");
        norm(layer + "layer_output_norm");
        if (routed) {
            model.add(layer + "ffn_gate_inp.weight", E, X)
                    .add(layer + "ffn_up_exps.weight", E, F, X)
                    .add(layer + "ffn_down_exps.weight", F, E, X);
        } else {
            model.add(layer + "ffn_up.weight", E, F)
                    .fill(layer + "ffn_up.bias", 0.1, 0, F)
                    .add(layer + "ffn_down.weight", F, E)
                    .fill(layer + "ffn_down.bias", 0.1, 0, E);
        }
    }

    private void norm(String name) {
        model.norm(name + ".weight", E).fill(name + ".bias", 0.1, 0, E);
    }

    /** Queries, keys and values as one matrix, as published. */
    TinyEncoder fused() {
        for (int i = 0; i < LAYERS; i++) {
            model.set("blk." + i + ".attn_qkv.weight", joined(i), E, 3 * E)
                    .set("blk." + i + ".attn_qkv.bias", joinedBias(i), 3 * E);
        }
        return this;
    }

    /** The same weights apart. */
    TinyEncoder separate() {
        for (int i = 0; i < LAYERS; i++) {
            for (int part = 0; part < 3; part++) {
                String name = "blk." + i + ".attn_" + "qkv".charAt(part);
                model.set(name + ".weight", part(joined(i), part), E, E)
                        .set(name + ".bias", part(joinedBias(i), part), E);
            }
        }
        return this;
    }

    float[] joined(int layer) {
        return new TinyModel("nomic-bert-moe", 5).add("qkv" + layer, E, 3 * E).weights("qkv" + layer);
    }

    float[] joinedBias(int layer) {
        return new TinyModel("nomic-bert-moe", 5)
                .fill("bias" + layer, 0.1, 0, 3 * E)
                .weights("bias" + layer);
    }

    private static float[] part(float[] all, int part) {
        int size = all.length / 3;
        return java.util.Arrays.copyOfRange(all, part * size, (part + 1) * size);
    }
}
