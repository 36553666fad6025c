package dev.nuri.generator.guardrail;

import java.util.Arrays;

/** Runs of one to four code units of a folded text, hashed into {@link #BUCKETS}. */
final class Grams {

    static final int BUCKETS = 1 << 16;

    private static final int LONGEST = 4;

    private Grams() {}

    /** The buckets of a text, ascending, each once. */
    static int[] of(String folded) {
        String text = " " + folded.strip() + " ";
        int[] buckets = new int[text.length() * LONGEST];
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            int hash = 0x811C9DC5;
            for (int j = i; j < Math.min(text.length(), i + LONGEST); j++) {
                hash = (hash ^ text.charAt(j)) * 0x01000193;
                hash ^= hash >>> 15;
                buckets[count++] = (hash * 0x9E3779B1) >>> 16;
            }
        }
        Arrays.sort(buckets, 0, count);
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || buckets[i] != buckets[i - 1]) {
                buckets[distinct++] = buckets[i];
            }
        }
        return Arrays.copyOf(buckets, distinct);
    }
}
