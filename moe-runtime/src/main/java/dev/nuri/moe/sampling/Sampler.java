package dev.nuri.moe.sampling;

import dev.nuri.moe.ModelInternalException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Draws tokens from logits. What it draws depends on the logits, the settings with their seed, and the tokens drawn
 * before; equal runs give equal tokens. For one thread.
 */
public final class Sampler {
    private final SamplingSettings settings;
    private final RandomGenerator random;
    private final ArrayDeque<Integer> recent = new ArrayDeque<>();

    public Sampler(SamplingSettings settings) {
        this.settings = settings;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(settings.seed());
    }

    /**
     * The next token.
     *
     * @param logits one for each id; left as they are
     * @throws ModelInternalException if no logit is a number greater than minus infinity
     */
    public int next(float[] logits) {
        float[] adjusted = adjusted(logits);
        int id = settings.temperature() == 0 ? greatest(adjusted) : draw(adjusted);
        accept(id);
        return id;
    }

    /** Counts a token that was not drawn here, such as one of the prompt, among the recent ones. */
    public void accept(int id) {
        recent.addLast(id);
        if (recent.size() > settings.repetitionWindow()) {
            recent.removeFirst();
        }
    }

    private float[] adjusted(float[] logits) {
        float[] out = logits.clone();
        settings.logitBias().forEach((id, bias) -> {
            if (id >= 0 && id < out.length) {
                out[id] += bias;
            }
        });
        if (settings.repetitionPenalty() != 1) {
            for (int id : new HashSet<>(recent)) {
                if (id >= 0 && id < out.length) {
                    out[id] = out[id] > 0
                            ? out[id] / settings.repetitionPenalty()
                            : out[id] * settings.repetitionPenalty();
                }
            }
        }
        return out;
    }

    private static int greatest(float[] logits) {
        int best = -1;
        for (int id = 0; id < logits.length; id++) {
            if (logits[id] > (best < 0 ? Float.NEGATIVE_INFINITY : logits[best])) {
                best = id;
            }
        }
        if (best < 0) {
            throw new ModelInternalException("no token can be drawn: every logit is NaN or minus infinity");
        }
        return best;
    }

    private int draw(float[] logits) {
        int[] ids = descending(logits);
        double[] weights = weights(logits, ids, ids.length, 1);
        int kept = keep(weights);
        weights = weights(logits, ids, kept, settings.temperature());
        double point = random.nextDouble() * Arrays.stream(weights).sum();
        for (int i = 0; i < kept; i++) {
            point -= weights[i];
            if (point < 0) {
                return ids[i];
            }
        }
        return ids[0]; // rounding left the point just past the end
    }

    /** The topK ids of the greatest logits, greatest first, the lower id first among equals. */
    private int[] descending(float[] logits) {
        greatest(logits); // there is something to draw
        long[] keys = new long[logits.length];
        for (int id = 0; id < keys.length; id++) {
            float logit = Float.isNaN(logits[id]) ? Float.NEGATIVE_INFINITY : logits[id];
            int bits = Float.floatToIntBits(logit + 0f);
            int ascending = bits < 0 ? ~bits ^ Integer.MIN_VALUE : bits;
            keys[id] = (long) ~ascending << 32 | id;
        }
        Arrays.sort(keys);
        int count = settings.topK() == 0 ? keys.length : Math.min(settings.topK(), keys.length);
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = (int) keys[i];
        }
        return ids;
    }

    /** Unnormalised probabilities of the first {@code count} ids; that of the first is 1. */
    private static double[] weights(float[] logits, int[] ids, int count, float temperature) {
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            double logit = Float.isNaN(logits[ids[i]]) ? Double.NEGATIVE_INFINITY : logits[ids[i]];
            out[i] = Math.exp((logit - logits[ids[0]]) / temperature);
        }
        out[0] = 1; // also where the greatest logit is infinite
        return out;
    }

    /** How many of the most probable top-p and min-p leave; at least one. */
    private int keep(double[] weights) {
        double enough = settings.topP() * Arrays.stream(weights).sum();
        double sum = 0;
        int kept = 0;
        while (kept < weights.length && (kept == 0 || (sum < enough && weights[kept] >= settings.minP()))) {
            sum += weights[kept++];
        }
        return kept;
    }
}
