package dev.nuri.moe.sampling;

import dev.nuri.moe.ModelInternalException;
import java.util.ArrayDeque;
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
     * @throws ModelInternalException if a logit is NaN, or none is greater than minus infinity
     */
    public int next(float[] logits) {
        return next(logits, null);
    }

    /**
     * The next token among those allowed.
     *
     * @param logits one for each id; left as they are
     * @param allowed a bit for each id, id 0 the lowest of the first word; null for all
     * @throws ModelInternalException if a logit is NaN, or none allowed is greater than minus infinity
     */
    public int next(float[] logits, long[] allowed) {
        float[] adjusted = adjusted(logits, allowed);
        int greatest = greatest(adjusted);
        int id = settings.temperature() == 0 ? greatest : draw(adjusted, adjusted[greatest]);
        accept(id);
        return id;
    }

    /**
     * The next token where another distribution has made a guess: the guess as often as its own distribution and this
     * one agree on it, and otherwise what that distribution left out, so that what comes is distributed as {@link
     * #next(float[], long[])} has it (Leviathan et al., arXiv 2211.17192).
     *
     * @param logits one for each id; left as they are
     * @param allowed as for {@link #next(float[], long[])}
     * @param guess drawn from {@code guesser}
     * @param guesser independent of what this sampler draws
     */
    public int next(float[] logits, long[] allowed, int guess, Distribution guesser) {
        Distribution own = distribution(logits, allowed);
        boolean accepted = random.nextDouble() * guesser.of(guess) < own.of(guess);
        int id = accepted ? guess : own.without(guesser).at(random.nextDouble());
        accept(id);
        return id;
    }

    /**
     * From what {@link #next(float[], long[])} would draw.
     *
     * @throws ModelInternalException likewise
     */
    public Distribution distribution(float[] logits, long[] allowed) {
        float[] adjusted = adjusted(logits, allowed);
        int greatest = greatest(adjusted);
        return settings.temperature() == 0
                ? new Distribution(new int[] {greatest}, new double[] {1})
                : candidates(adjusted, adjusted[greatest]).distribution(settings.temperature());
    }

    /** Draws from a distribution, without counting the token among the recent ones. */
    public int draw(Distribution distribution) {
        return distribution.at(random.nextDouble());
    }

    /** Counts a token that was not drawn here, such as one of the prompt, among the recent ones. */
    public void accept(int id) {
        recent.addLast(id);
        if (recent.size() > settings.repetitionWindow()) {
            recent.removeFirst();
        }
    }

    private float[] adjusted(float[] logits, long[] allowed) {
        float[] out = logits.clone();
        for (int id = 0; id < out.length; id++) {
            if (Float.isNaN(out[id])) {
                throw new ModelInternalException(
                        "the logit of token " + id + " is NaN: the model's weights or its computation are broken");
            }
            if (allowed != null && !isSet(allowed, id)) {
                out[id] = Float.NEGATIVE_INFINITY;
            }
        }
        settings.logitBias().forEach((id, bias) -> {
            if (id >= 0 && id < out.length) {
                out[id] += bias;
            }
        });
        penalise(out);
        return out;
    }

    /** What the mask does not reach, such as the padding of a vocabulary, is not allowed. */
    private static boolean isSet(long[] allowed, int id) {
        return id >> 6 < allowed.length && (allowed[id >> 6] >>> id & 1) != 0;
    }

    private void penalise(float[] logits) {
        if (settings.repetitionPenalty() == 1) {
            return;
        }
        for (int id : new HashSet<>(recent)) {
            if (id >= 0 && id < logits.length) {
                logits[id] = logits[id] > 0
                        ? logits[id] / settings.repetitionPenalty()
                        : logits[id] * settings.repetitionPenalty();
            }
        }
    }

    private static int greatest(float[] logits) {
        int best = -1;
        for (int id = 0; id < logits.length; id++) {
            if (logits[id] > (best < 0 ? Float.NEGATIVE_INFINITY : logits[best])) {
                best = id;
            }
        }
        if (best < 0) {
            throw new ModelInternalException("no token can be drawn: every logit allowed is minus infinity");
        }
        return best;
    }

    private int draw(float[] logits, float greatest) {
        return candidates(logits, greatest).draw(random.nextDouble(), settings.temperature());
    }

    private Candidates candidates(float[] logits, float greatest) {
        Candidates candidates = new Candidates(logits, greatest);
        if (settings.topK() > 0) {
            candidates.keepBest(settings.topK());
        }
        candidates.keepProbable(settings.topP(), settings.minP());
        return candidates;
    }
}
