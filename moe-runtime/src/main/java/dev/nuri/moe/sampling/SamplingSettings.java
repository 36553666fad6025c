package dev.nuri.moe.sampling;

import dev.nuri.moe.ModelInputException;
import java.util.Map;

/**
 * How the next token is drawn from logits. Applied in this order: bias, repetition penalty, top-k, top-p, min-p,
 * temperature.
 *
 * @param temperature divisor of the logits, at least 0; 0 takes the greatest logit
 * @param topK keep that many of the most probable; 0 for all
 * @param topP keep the most probable until their sum reaches it, in (0, 1]; 1 for all
 * @param minP keep those at least this share of the most probable, in [0, 1]; 0 for all
 * @param repetitionPenalty divisor of positive and factor of negative logits of recent tokens, greater than 0; 1 for none
 * @param repetitionWindow how many recent tokens that are
 * @param logitBias added to the logits of these ids
 * @param seed of the random draw
 */
public record SamplingSettings(
        float temperature,
        int topK,
        float topP,
        float minP,
        float repetitionPenalty,
        int repetitionWindow,
        Map<Integer, Float> logitBias,
        long seed) {
    public SamplingSettings {
        require(temperature >= 0, "temperature must be at least 0", temperature);
        require(topK >= 0, "topK must be at least 0", topK);
        require(topP > 0 && topP <= 1, "topP must be in (0, 1]", topP);
        require(minP >= 0 && minP <= 1, "minP must be in [0, 1]", minP);
        require(repetitionPenalty > 0, "repetitionPenalty must be greater than 0", repetitionPenalty);
        require(repetitionWindow >= 0, "repetitionWindow must be at least 0", repetitionWindow);
        logitBias = Map.copyOf(logitBias);
    }

    private static void require(boolean holds, String rule, Number value) {
        if (!holds) {
            throw new ModelInputException(rule + ", got " + value);
        }
    }

    /** Always the greatest logit. */
    public static SamplingSettings greedy() {
        return new SamplingSettings(0, 0, 1, 0, 1, 0, Map.of(), 0);
    }

    /** The same without a memory of recent tokens, and with another seed. */
    public SamplingSettings forgetful(long otherSeed) {
        return new SamplingSettings(temperature, topK, topP, minP, 1, 0, logitBias, otherSeed);
    }

    /** Draws with a temperature, nothing cut off. */
    public static SamplingSettings random(float temperature, long seed) {
        return new SamplingSettings(temperature, 0, 1, 0, 1, 0, Map.of(), seed);
    }
}
