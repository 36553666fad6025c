package dev.nuri.generator.guardrail;

import java.util.Arrays;

/**
 * A text derived from another, with the place in the other that each of its code units came from.
 *
 * <p>All offsets are UTF-16 code units.
 */
final class MappedText {

    private final String text;
    private final int[] starts;
    private final int[] ends;

    /**
     * @param text the derived text, n code units
     * @param starts n places where what became a code unit starts in the other text
     * @param ends n places where it ends
     */
    private MappedText(String text, int[] starts, int[] ends) {
        this.text = text;
        this.starts = starts;
        this.ends = ends;
    }

    /** The derived text. */
    String text() {
        return text;
    }

    /** Where the code unit at {@code at} starts in the other text. */
    int start(int at) {
        return starts[at];
    }

    /** One past where the code unit at {@code at} ends in the other text. */
    int end(int at) {
        return ends[at];
    }

    /** Builds one from left to right. */
    static final class Builder {

        private final StringBuilder text = new StringBuilder();
        private int[] starts;
        private int[] ends;

        Builder(int capacity) {
            starts = new int[Math.max(16, capacity)];
            ends = new int[starts.length];
        }

        int length() {
            return text.length();
        }

        void add(int codePoint, int start, int end) {
            int from = text.length();
            text.appendCodePoint(codePoint);
            if (text.length() > starts.length) {
                starts = Arrays.copyOf(starts, starts.length * 2);
                ends = Arrays.copyOf(ends, starts.length);
            }
            for (int i = from; i < text.length(); i++) {
                starts[i] = start;
                ends[i] = end;
            }
        }

        void add(CharSequence added, int start, int end) {
            for (int i = 0; i < added.length(); ) {
                int c = Character.codePointAt(added, i);
                add(c, start, end);
                i += Character.charCount(c);
            }
        }

        MappedText build() {
            return new MappedText(text.toString(), starts, ends);
        }
    }
}
