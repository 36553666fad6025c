package dev.nuri.moe;

import java.util.List;

/**
 * A finished generation.
 *
 * @param text all of it
 * @param tokens in order
 * @param stopReason why it ended
 * @param counters what it took
 */
public record GenerationResult(
        String text, List<GeneratedToken> tokens, StopReason stopReason, GenerationCounters counters) {
    public GenerationResult {
        tokens = List.copyOf(tokens);
    }

    /** The tokens' ids. */
    public int[] ids() {
        return tokens.stream().mapToInt(GeneratedToken::id).toArray();
    }
}
