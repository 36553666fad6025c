package dev.nuri.moe.model;

import dev.nuri.hw.Activation;
import dev.nuri.hw.RouteSpec;

/**
 * OpenAI gpt-oss (arXiv 2508.10925): attention sinks, a sliding window in every other layer, biases everywhere, experts
 * weighed by a softmax over the chosen, and a clamped SwiGLU.
 */
final class GptOss {
    private GptOss() {}

    static Decoder build(Blueprint b) {
        return b.decoder(i -> {
            String layer = "blk." + i + ".";
            return new DecoderLayer(
                    b.norm(layer + "attn_norm", b.embedding()),
                    attention(b, layer, i),
                    b.norm(layer + "post_attention_norm", b.embedding()),
                    experts(b, layer),
                    null,
                    1);
        });
    }

    private static Attention attention(Blueprint b, String layer, int number) {
        GroupedQueryAttention plain = b.attention(layer, true, GroupedQueryAttention.QueryKeyNorm.NONE);
        boolean windowed = number % 2 == 0;
        return new GroupedQueryAttention(
                plain.projections(),
                plain.heads(),
                plain.norms(),
                plain.rope(),
                plain.ropeFactors(),
                plain.scale(),
                windowed ? b.size("attention.sliding_window") : 0,
                b.weights().vector(layer + "attn_sinks.weight", b.heads()));
    }

    private static FeedForward experts(Blueprint b, String layer) {
        RouteSpec spec =
                new RouteSpec(RouteSpec.Scoring.SOFTMAX_OF_CHOSEN, b.size("expert_used_count"), 1, 1, false, 1);
        return new ExpertFeedForward(b.router(layer, spec), b.experts(layer, Activation.CLAMPED_SWIGLU), null, null);
    }
}
