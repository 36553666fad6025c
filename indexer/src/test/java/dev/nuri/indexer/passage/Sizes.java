package dev.nuri.indexer.passage;

/** Shows tests of the whole splitter how its package measures text. */
public final class Sizes {

    /** Size of a word, in the units of {@link #of}. */
    public static final int WORD = TextSize.WORD;

    private Sizes() {}

    /** Size of the text at {@code [start, end)}. */
    public static int of(CharSequence text, int start, int end) {
        return TextSize.of(text, start, end);
    }
}
