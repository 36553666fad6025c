package dev.nuri.moe.model;

import dev.nuri.hw.Activation;
import dev.nuri.hw.RouteSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Nomic Embed v2 (arXiv 2502.07972): a BERT with rotary positions in which every n-th layer has experts. The weights of
 * the chosen experts are their softmax scores as they are. The activation is GELU's tanh form, as everywhere with these
 * files; it differs from the exact one by less than 0.0005.
 */
final class NomicBert {
    private static final int MEAN = 1; // GGUF's number for the pooling

    private NomicBert() {}

    static Encoder build(Blueprint b) {
        if (b.integer("pooling_type", MEAN) != MEAN) {
            throw b.error("pooling_type must be 1, the mean over tokens, is " + b.integer("pooling_type"));
        }
        if (b.bool("attention.causal", false)) {
            throw b.error("attention.causal must be false in a text encoder");
        }
        List<EncoderLayer> layers = new ArrayList<>();
        for (int i = 0; i < b.layers(); i++) {
            layers.add(layer(b, "blk." + i + ".", i));
        }
        return new Encoder(
                b.weights()
                        .matrix("token_embd.weight", b.embedding(), b.weights().rows("token_embd.weight")),
                b.weights()
                        .matrix("token_types.weight", b.embedding(), b.weights().rows("token_types.weight")),
                b.layerNorm("token_embd_norm"),
                layers);
    }

    private static EncoderLayer layer(Blueprint b, String layer, int number) {
        int every = b.integer("moe_every_n_layers", 0);
        boolean routed = every > 0 && number % every == 1 % every;
        return new EncoderLayer(
                attention(b, layer),
                b.layerNorm(layer + "attn_output_norm"),
                routed ? experts(b, layer) : dense(b, layer),
                b.layerNorm(layer + "layer_output_norm"));
    }

    private static BidirectionalAttention attention(Blueprint b, String layer) {
        int all = b.heads() * b.headSize();
        BidirectionalAttention.Projections projections = b.weights().has(layer + "attn_qkv.weight")
                ? new BidirectionalAttention.Fused(b.linear(layer + "attn_qkv", b.embedding(), 3 * all))
                : new BidirectionalAttention.Separate(
                        b.linear(layer + "attn_q", b.embedding(), all),
                        b.linear(layer + "attn_k", b.embedding(), all),
                        b.linear(layer + "attn_v", b.embedding(), all));
        Linear output = b.linear(layer + "attn_output", all, b.embedding());
        return new BidirectionalAttention(projections, b.headSize(), b.rope(true), output);
    }

    private static FeedForward dense(Blueprint b, String layer) {
        int inner = b.weights().rows(layer + "ffn_up.weight");
        return new PlainFeedForward(
                b.linear(layer + "ffn_up", b.embedding(), inner),
                gelu(b, inner),
                b.linear(layer + "ffn_down", inner, b.embedding()));
    }

    private static FeedForward experts(Blueprint b, String layer) {
        int inner = b.weights().rows(layer + "ffn_up_exps.weight");
        RouteSpec spec = new RouteSpec(RouteSpec.Scoring.SOFTMAX, b.size("expert_used_count"), 1, 1, false, 1);
        Experts experts = new Experts(
                new Experts.Plain(b.expertStack(layer + "ffn_up_exps", b.embedding(), inner), gelu(b, inner)),
                b.expertStack(layer + "ffn_down_exps", inner, b.embedding()));
        return new ExpertFeedForward(b.router(layer, spec), experts, null, null);
    }

    private static Ungated gelu(Blueprint b, int columns) {
        return new Ungated(Activation.GELU, b.weights().ones(columns));
    }
}
