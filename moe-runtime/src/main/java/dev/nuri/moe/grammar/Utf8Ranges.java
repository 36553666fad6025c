package dev.nuri.moe.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Ranges of characters as ranges of bytes: a range is cut until all bytes but those that run through everything are the
 * same (as Russ Cox describes it for RE2).
 */
final class Utf8Ranges {
    private static final int[] LAST_OF_LENGTH = {0x7f, 0x7ff, 0xffff};

    private final List<int[][]> out = new ArrayList<>();

    private Utf8Ranges() {}

    /** Sequences of byte ranges {first, last} that together spell the characters from {@code first} to {@code last}. */
    static List<int[][]> of(int first, int last) {
        Utf8Ranges ranges = new Utf8Ranges();
        ranges.split(first, last);
        return ranges.out;
    }

    private void split(int first, int last) {
        if (first > last) {
            return;
        }
        for (int end : LAST_OF_LENGTH) {
            if (first <= end && end < last) {
                split(first, end);
                split(end + 1, last);
                return;
            }
        }
        if (last > 0x7f && splitAtByte(first, last)) {
            return;
        }
        byte[] from = bytes(first);
        byte[] to = bytes(last);
        int[][] sequence = new int[from.length][];
        for (int i = 0; i < from.length; i++) {
            sequence[i] = new int[] {from[i] & 0xff, to[i] & 0xff};
        }
        out.add(sequence);
    }

    /** Cuts where a leading byte changes while later ones do not run through everything. */
    private boolean splitAtByte(int first, int last) {
        for (int later = 1; later < 4; later++) {
            int mask = (1 << (6 * later)) - 1;
            if ((first & ~mask) != (last & ~mask)) {
                if ((first & mask) != 0) {
                    split(first, first | mask);
                    split((first | mask) + 1, last);
                    return true;
                }
                if ((last & mask) != mask) {
                    split(first, (last & ~mask) - 1);
                    split(last & ~mask, last);
                    return true;
                }
            }
        }
        return false;
    }

    private static byte[] bytes(int codePoint) {
        return Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    }
}
