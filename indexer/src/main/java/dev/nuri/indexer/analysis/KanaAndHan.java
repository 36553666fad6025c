package dev.nuri.indexer.analysis;

/** Folds what is the same word in two ways of writing it, code unit by code unit. */
public final class KanaAndHan {

    private static final int KATAKANA_FIRST = 0x30A1;
    private static final int KATAKANA_LAST = 0x30F6;
    private static final int TO_HIRAGANA = 0x60;

    private KanaAndHan() {}

    /** The text with katakana as hiragana and traditional Chinese characters as simplified, of the same length. */
    public static String folded(String text) {
        char[] out = text.toCharArray();
        for (int i = 0; i < out.length; i++) {
            char c = out[i];
            if (c >= KATAKANA_FIRST && c <= KATAKANA_LAST) {
                out[i] = (char) (c - TO_HIRAGANA);
            } else if (c >= 0x2E80) {
                out[i] = SimplifyingCharFilter.simplified(c);
            }
        }
        return new String(out);
    }
}
