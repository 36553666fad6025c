package dev.nuri.moe.text;

import java.util.function.Supplier;

/**
 * A text that counts how often a regular expression looks at it, and gives the match up when that is far more often than
 * it has characters. Patterns that come with a model or a request are matched against these only.
 */
public final class CountedText implements CharSequence {
    private static final long LOOKS_AT_LEAST = 1 << 20;
    private static final long LOOKS_PER_CHAR = 1 << 12;

    private final String text;
    private final Supplier<RuntimeException> tooLong;
    private long left;

    /**
     * A text to be matched once.
     *
     * @param tooLong what to throw when the match is given up
     */
    public CountedText(String text, Supplier<RuntimeException> tooLong) {
        this.text = text;
        this.tooLong = tooLong;
        this.left = LOOKS_AT_LEAST + LOOKS_PER_CHAR * text.length();
    }

    @Override
    public char charAt(int index) {
        if (--left < 0) {
            throw tooLong.get();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}
