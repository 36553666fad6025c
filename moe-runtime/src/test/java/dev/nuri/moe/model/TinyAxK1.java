package dev.nuri.moe.model;

/** An A.X K1 of seeded random weights: one dense layer, then layers with experts in groups. */
final class TinyAxK1 {
    static final int E = 48;
    static final int H = 4;
    static final int N = 12; // of a head without position
    static final int P = 8; // of a head with rotary position
    static final int V = 10;
    static final int R = 20; // rank of keys and values
    static final int Q = 24; // rank of queries
    static final int X = 16; // experts in 4 groups, 2 groups kept, 3 experts chosen
    static final int F = 14;
    static final int DENSE = 40;
    static final int LAYERS = 3; // the first dense
    static final double SCALE = 2.5;
    static final double BASE = 10000;
    static final double EPSILON = 1e-6f;

    final TinyModel model;

    TinyAxK1() {
        model = new TinyModel("axk1", 11)
                .put("block_count", LAYERS)
                .put("context_length", 128)
                .put("embedding_length", E)
                .put("attention.head_count", H)
                .put("attention.head_count_kv", 1)
                .put("attention.layer_norm_rms_epsilon", (float) EPSILON)
                .put("attention.q_lora_rank", Q)
                .put("attention.kv_lora_rank", R)
                .put("attention.key_length", R + P)
                .put("attention.value_length", R)
                .put("attention.key_length_mla", N + P)
                .put("attention.value_length_mla", V)
                .put("rope.dimension_count", P)
                .put("rope.freq_base", (float) BASE)
                .put("leading_dense_block_count", 1)
                .put("expert_count", X)
                .put("expert_used_count", 3)
                .put("expert_shared_count", 1)
                .put("expert_group_count", 4)
                .put("expert_group_used_count", 2)
                .put("expert_gating_func", 2)
                .put("expert_weights_norm", true)
                .put("expert_weights_scale", (float) SCALE)
                .embedding(E);
        for (int i = 0; i < LAYERS; i++) {
            layer("blk." + i + ".", i);
        }
    }

    private void layer(String layer, int number) {
        model.norm(layer + "attn_norm.weight", E)
                .norm(layer + "ffn_norm.weight", E)
                .add(layer + "attn_q_a.weight", E, Q)
                .norm(layer + "attn_q_a_norm.weight", Q)
                .add(layer + "attn_q_b.weight", Q, H * (N + P))
                .add(layer + "attn_kv_a_mqa.weight", E, R + P)
                .norm(layer + "attn_kv_a_norm.weight", R)
                .add(layer + "attn_output.weight", H * V, E);
        if (number == 0) {
            model.dense(layer, "", E, DENSE);
        } else {
            model.experts(layer, E, F, X)
                    .dense(layer, "_shexp", E, F)
                    .fill(layer + "exp_probs_b.bias", 0.2, 0, X)
                    .norm(layer + "post_ffw_norm.weight", E);
        }
    }

    /** Keys and values of a head as one matrix, [H][N + V][R], as in older files. */
    void addJoined() {
        for (int i = 0; i < LAYERS; i++) {
            model.add("blk." + i + ".attn_kv_b.weight", R, H * (N + V));
        }
    }

    /** The same weights apart, keys transposed: [H][R][N] and [H][V][R]. */
    TinyAxK1 addSplit() {
        for (int i = 0; i < LAYERS; i++) {
            float[] joined = joined().weights("blk." + i + ".attn_kv_b.weight");
            float[] keys = new float[H * R * N];
            float[] values = new float[H * V * R];
            for (int h = 0; h < H; h++) {
                for (int r = 0; r < R; r++) {
                    for (int n = 0; n < N; n++) {
                        keys[(h * R + r) * N + n] = joined[(h * (N + V) + n) * R + r];
                    }
                    for (int v = 0; v < V; v++) {
                        values[(h * V + v) * R + r] = joined[(h * (N + V) + N + v) * R + r];
                    }
                }
            }
            model.set("blk." + i + ".attn_k_b.weight", keys, N, R, H)
                    .set("blk." + i + ".attn_v_b.weight", values, R, V, H);
        }
        return this;
    }

    /** A head that predicts further tokens: counted among the layers, after them. */
    TinyAxK1 addHead() {
        String head = "blk." + LAYERS + ".";
        model.put("block_count", LAYERS + 1)
                .put("nextn_predict_layers", 1)
                .norm(head + "nextn.enorm.weight", E)
                .add(head + "nextn.eh_proj.weight", 2 * E, E);
        return this;
    }

    /** The joined matrices alone. */
    static TinyModel joined() {
        TinyModel joined = new TinyModel("axk1", 11);
        for (int i = 0; i < LAYERS; i++) {
            joined.add("blk." + i + ".attn_kv_b.weight", R, H * (N + V));
        }
        return joined;
    }
}
