package dev.nuri.moe.model;

import dev.nuri.hw.Activation;
import dev.nuri.hw.RopeSpec;
import dev.nuri.hw.RouteSpec;
import dev.nuri.hw.Tensor;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.format.GgufMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** What an architecture builds from: a file's hyper-parameters and tensors, and the pieces most models share. */
final class Blueprint {
    private final GgufMetadata metadata;
    private final String prefix;
    private final Weights weights;

    Blueprint(GgufMetadata metadata, Weights weights) {
        this.metadata = metadata;
        this.prefix = metadata.text("general.architecture") + ".";
        this.weights = weights;
    }

    Weights weights() {
        return weights;
    }

    int integer(String key) {
        return metadata.integer(prefix + key);
    }

    int integer(String key, int otherwise) {
        return metadata.integer(prefix + key, otherwise);
    }

    float real(String key, float otherwise) {
        return metadata.real(prefix + key, otherwise);
    }

    boolean bool(String key, boolean otherwise) {
        return metadata.bool(prefix + key, otherwise);
    }

    boolean has(String key) {
        return metadata.has(prefix + key);
    }

    /** A positive size that must be there. */
    int size(String key) {
        return positive(key, integer(key));
    }

    /** A positive size. */
    int size(String key, int otherwise) {
        return positive(key, integer(key, otherwise));
    }

    private int positive(String key, int value) {
        if (value < 1) {
            throw metadata.error(prefix + key + " must be at least 1, is " + value);
        }
        return value;
    }

    int embedding() {
        return size("embedding_length");
    }

    int heads() {
        return size("attention.head_count");
    }

    /** Elements of a head; the embedding is shared out evenly unless the file says otherwise. */
    int headSize() {
        return size("attention.key_length", Math.max(1, embedding() / heads()));
    }

    /** Layers of the model proper; those that predict further tokens come after and are left out. */
    int layers() {
        return positive("block_count", integer("block_count") - integer("nextn_predict_layers", 0));
    }

    /** An error about this file. */
    ModelInputException error(String message) {
        return metadata.error(message);
    }

    Norm norm(String name, int columns) {
        return new Norm(weights.vector(name + ".weight", columns), real("attention.layer_norm_rms_epsilon", 1e-5f));
    }

    /** A layer norm over the embedding. */
    LayerNorm layerNorm(String name) {
        return new LayerNorm(
                weights.vector(name + ".weight", embedding()),
                weights.vector(name + ".bias", embedding()),
                real("attention.layer_norm_epsilon", 1e-5f));
    }

    /** A linear layer, with its bias if the file has one. */
    Linear linear(String name, int in, int out) {
        return new Linear(weights.matrix(name + ".weight", in, out), weights.optionalVector(name + ".bias", out));
    }

    /** Rotary embedding of whole heads. */
    RopeSpec rope(boolean halves) {
        return rope(halves, size("rope.dimension_count", headSize()), yarnMagnitude());
    }

    /** Rotary embedding, extended as the file says. */
    RopeSpec rope(boolean halves, int dimensions, float yarnMagnitude) {
        float base = real("rope.freq_base", 10000);
        String scaling = metadata.optionalText(prefix + "rope.scaling.type").orElse("none");
        return switch (scaling) {
            case "none" -> new RopeSpec(dimensions, halves, base, 1, null);
            case "linear" -> new RopeSpec(dimensions, halves, base, 1 / ropeFactor(), null);
            case "yarn" -> new RopeSpec(dimensions, halves, base, 1 / ropeFactor(), yarn(yarnMagnitude));
            default ->
                throw metadata.error("unknown rope.scaling.type '" + scaling + "': known are none, linear, yarn");
        };
    }

    /** By how much positions are stretched; at least 1. */
    float ropeFactor() {
        return Math.max(1, real("rope.scaling.factor", 1));
    }

    private RopeSpec.Yarn yarn(float magnitude) {
        return new RopeSpec.Yarn(
                size("rope.scaling.original_context_length", size("context_length")),
                real("rope.scaling.yarn_beta_fast", 32),
                real("rope.scaling.yarn_beta_slow", 1),
                magnitude);
    }

    private float yarnMagnitude() {
        return real("rope.scaling.attn_factor", 1) * (float) (1 + 0.1 * Math.log(ropeFactor()));
    }

    /** Projections of a layer that has separate queries, keys and values. */
    GroupedQueryAttention.Projections projections(String layer, GroupedQueryAttention.Heads heads) {
        int all = heads.query() * heads.size();
        int kept = heads.keyValue() * heads.size();
        return new GroupedQueryAttention.Projections(
                linear(layer + "attn_q", embedding(), all),
                linear(layer + "attn_k", embedding(), kept),
                linear(layer + "attn_v", embedding(), kept),
                linear(layer + "attn_output", all, embedding()));
    }

    GroupedQueryAttention.Heads attentionHeads() {
        int query = heads();
        int kept = size("attention.head_count_kv", query);
        if (query % kept != 0) {
            throw metadata.error("attention heads must be a multiple of key heads, are " + query + " and " + kept);
        }
        return new GroupedQueryAttention.Heads(query, kept, headSize());
    }

    /** Grouped-query attention without windows or sinks. */
    GroupedQueryAttention attention(String layer, boolean halves, GroupedQueryAttention.QueryKeyNorm norms) {
        GroupedQueryAttention.Heads heads = attentionHeads();
        RopeSpec rope = rope(halves);
        return new GroupedQueryAttention(
                projections(layer, heads),
                heads,
                norms,
                rope,
                weights.optionalVector("rope_freqs.weight", rope.dimensions() / 2),
                real("attention.scale", (float) (1 / Math.sqrt(heads.size()))),
                0,
                null);
    }

    /** A dense SwiGLU block; {@code suffix} tells it from others of the layer. */
    DenseFeedForward dense(String layer, String suffix) {
        return dense(layer, suffix, Activation.SILU);
    }

    /** A dense gated block. */
    DenseFeedForward dense(String layer, String suffix, Activation activation) {
        String gate = layer + "ffn_gate" + suffix;
        int inner = weights.rows(gate + ".weight");
        return new DenseFeedForward(
                linear(gate, embedding(), inner),
                linear(layer + "ffn_up" + suffix, embedding(), inner),
                linear(layer + "ffn_down" + suffix, inner, embedding()),
                activation);
    }

    /** Routed experts, with their biases if the file has them. */
    Experts experts(String layer, Activation activation) {
        int inner = weights.rows(layer + "ffn_gate_exps.weight");
        return new Experts(
                new Experts.Gated(
                        expertStack(layer + "ffn_gate_exps", embedding(), inner),
                        expertStack(layer + "ffn_up_exps", embedding(), inner),
                        activation),
                expertStack(layer + "ffn_down_exps", inner, embedding()));
    }

    /** One linear layer of each expert. */
    Experts.Stack expertStack(String name, int in, int out) {
        int experts = size("expert_count");
        return new Experts.Stack(
                weights.stack(name + ".weight", in, out, experts), weights.optionalF32(name + ".bias", out, experts));
    }

    Router router(String layer, RouteSpec spec) {
        int experts = size("expert_count");
        if (spec.chosen() > experts / spec.groups() * spec.groupsKept()) {
            throw metadata.error("cannot choose " + spec.chosen() + " of " + experts + " experts");
        }
        return new Router(
                linear(layer + "ffn_gate_inp", embedding(), experts),
                weights.optionalVector(layer + "exp_probs_b.bias", experts),
                spec);
    }

    /** Experts chosen by softmax over all, without groups or shared expert. */
    ExpertFeedForward softmaxExperts(String layer, boolean normalise) {
        RouteSpec spec = new RouteSpec(RouteSpec.Scoring.SOFTMAX, size("expert_used_count"), 1, 1, normalise, 1);
        return new ExpertFeedForward(router(layer, spec), experts(layer, Activation.SILU), null, null);
    }

    /** A layer of the usual form; {@code layer} is its name's beginning, such as {@code blk.0.}. */
    DecoderLayer layer(String layer, Attention attention, FeedForward feedForward) {
        return new DecoderLayer(
                norm(layer + "attn_norm", embedding()),
                attention,
                norm(layer + "ffn_norm", embedding()),
                feedForward,
                null,
                1);
    }

    /** The whole model without scales; {@code layer} builds each layer from its number. */
    Decoder decoder(IntFunction<DecoderLayer> layer) {
        return decoder(layer, 1, 1);
    }

    /** The whole model; the output shares the embedding's weights if the file has none for it. */
    Decoder decoder(IntFunction<DecoderLayer> layer, float embeddingScale, float logitScale) {
        int vocabulary = weights.rows("token_embd.weight");
        List<DecoderLayer> layers = new ArrayList<>();
        for (int i = 0; i < layers(); i++) {
            layers.add(layer.apply(i));
        }
        Tensor embedding = weights.matrix("token_embd.weight", embedding(), vocabulary);
        Linear output =
                weights.has("output.weight") ? linear("output", embedding(), vocabulary) : new Linear(embedding, null);
        return new Decoder(embedding, embeddingScale, layers, norm("output_norm", embedding()), output, logitScale);
    }
}
