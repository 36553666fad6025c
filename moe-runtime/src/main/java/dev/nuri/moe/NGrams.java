package dev.nuri.moe;

import java.util.Arrays;

/** Guesses what follows from what followed the same tokens before. */
final class NGrams {
    private static final int LONGEST = 4;
    private static final int SHORTEST = 2;

    private NGrams() {}

    /**
     * What followed the most recent earlier place where the last tokens stand, the longest match first.
     *
     * @param tokens the text so far, its first {@code length} elements
     * @param most tokens to guess
     * @return 0 to {@code most} tokens
     */
    static int[] guess(int[] tokens, int length, int most) {
        for (int n = LONGEST; n >= SHORTEST; n--) {
            for (int at = length - n - 1; at >= 0; at--) {
                if (Arrays.equals(tokens, at, at + n, tokens, length - n, length)) {
                    return Arrays.copyOfRange(tokens, at + n, Math.min(at + n + most, length));
                }
            }
        }
        return new int[0];
    }
}
