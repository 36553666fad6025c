package dev.nuri.moe;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a generation took.
 *
 * @param promptTokens tokens of the prompt
 * @param reusedTokens those of them whose keys and values an earlier request had left
 * @param generatedTokens tokens given out
 * @param prefillSeconds from the first token run to the first one drawn
 * @param decodeSeconds from the first token drawn to the last
 * @param draftedTokens tokens proposed by speculation
 * @param acceptedTokens those of them that were drawn
 * @param weightBytesPerToken bytes of weights read for a token, on average; a pass of several tokens shares them out
 * @param expertCacheHits share of the experts used that were in memory before; empty where the model is not larger than
 *     memory, or nothing was measured
 * @param experts for each layer with experts, how often each was used
 */
public record GenerationCounters(
        int promptTokens,
        int reusedTokens,
        int generatedTokens,
        double prefillSeconds,
        double decodeSeconds,
        int draftedTokens,
        int acceptedTokens,
        long weightBytesPerToken,
        OptionalDouble expertCacheHits,
        List<ExpertUse> experts) {
    public GenerationCounters {
        experts = List.copyOf(experts);
    }

    /**
     * The experts of a layer.
     *
     * @param layer its number in the model
     * @param uses for each expert the number of tokens it worked on
     */
    public record ExpertUse(int layer, List<Integer> uses) {
        public ExpertUse {
            uses = List.copyOf(uses);
        }
    }

    /** Tokens of the prompt run in a second; 0 if none was timed. */
    public double prefillTokensPerSecond() {
        return rate(promptTokens - reusedTokens, prefillSeconds);
    }

    /** Tokens generated in a second after the first; 0 if none was timed. */
    public double decodeTokensPerSecond() {
        return rate(generatedTokens - 1, decodeSeconds);
    }

    private static double rate(int tokens, double seconds) {
        return tokens > 0 && seconds > 0 ? tokens / seconds : 0;
    }
}
