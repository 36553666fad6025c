package dev.nuri.indexer.store;

/**
 * 64-bit SimHash of a text: texts that share most of their character 5-grams differ in few bits.
 *
 * <p>Shingles run over letters and digits only, lower-cased, so that punctuation, spacing and markup make no
 * difference; characters rather than words, so that scripts without spaces need nothing of their own. Each shingle
 * votes on every bit (Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002; near duplicates
 * by few differing bits: Manku, Jain and Das Sarma, WWW 2007).
 */
final class SimHash {

    private static final int SHINGLE = 5;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    /** MULTIPLIER to the power of SHINGLE: takes the oldest character out of the rolling hash. */
    private static final long OLDEST = power(MULTIPLIER, SHINGLE);

    /** Votes per bit position, bit-sliced: plane i holds bit i of all 64 counters. */
    private final long[] planes = new long[32];

    private int votes;

    private SimHash() {}

    /** The fingerprint of {@code text}; 0 for text without letters or digits. */
    static long of(String text) {
        int[] window = new int[SHINGLE];
        int seen = 0;
        long rolling = 0;
        SimHash hash = new SimHash();
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (!Character.isLetterOrDigit(c)) {
                continue;
            }
            int folded = Character.toLowerCase(c);
            int slot = seen % SHINGLE;
            rolling = rolling * MULTIPLIER + folded - (seen < SHINGLE ? 0 : OLDEST * window[slot]);
            window[slot] = folded;
            seen++;
            if (seen >= SHINGLE) {
                hash.vote(mix(rolling));
            }
        }
        if (seen > 0 && seen < SHINGLE) {
            hash.vote(mix(rolling));
        }
        return hash.result();
    }

    /** Adds 1 to the counter of each set bit: a ripple-carry add over the planes, two steps on average. */
    private void vote(long bits) {
        votes++;
        long carry = bits;
        for (int i = 0; carry != 0; i++) {
            long overflow = planes[i] & carry;
            planes[i] ^= carry;
            carry = overflow;
        }
    }

    private long result() {
        long result = 0;
        for (int bit = 0; bit < Long.SIZE; bit++) {
            long count = 0;
            for (int i = 0; i < planes.length; i++) {
                count |= (planes[i] >>> bit & 1) << i;
            }
            if (2 * count > votes) {
                result |= 1L << bit;
            }
        }
        return result;
    }

    /** Finaliser of SplitMix64: every input bit reaches every output bit. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static long power(long base, int exponent) {
        long result = 1;
        for (int i = 0; i < exponent; i++) {
            result *= base;
        }
        return result;
    }
}
