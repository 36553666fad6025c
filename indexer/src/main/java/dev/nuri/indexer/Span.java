package dev.nuri.indexer;

/**
 * A half-open range {@code [start, end)} of UTF-16 code units in some text.
 *
 * @param start first code unit, at least 0
 * @param end one past the last, at least {@code start}
 */
public record Span(int start, int end) {

    public Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("span must satisfy 0 <= start <= end, got [" + start + ", " + end + ")");
        }
    }

    /** Code units covered. */
    public int length() {
        return end - start;
    }

    /** The covered part of {@code text}. */
    public String of(String text) {
        return text.substring(start, end);
    }
}
