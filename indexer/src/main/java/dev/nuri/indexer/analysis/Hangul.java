package dev.nuri.indexer.analysis;

/**
 * Hangul as it is typed: each syllable as its letters in the order of the keys, after the arithmetic of the Unicode
 * Standard, section 3.12. Letters are those of the compatibility block (U+3131 to U+3163), in which an initial and a
 * final consonant are the same letter; compound finals and vowels, which take two keys, are two letters.
 */
public final class Hangul {

    private static final int FIRST = 0xAC00;
    private static final int LAST = 0xD7A3;
    private static final int VOWELS = 21;
    private static final int FINALS = 28;

    private static final String[] INITIAL = "ㄱ ㄲ ㄴ ㄷ ㄸ ㄹ ㅁ ㅂ ㅃ ㅅ ㅆ ㅇ ㅈ ㅉ ㅊ ㅋ ㅌ ㅍ ㅎ".split(" ", -1);
    private static final String[] VOWEL = "ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ".split(" ", -1);
    private static final String[] FINAL =
            "- ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ".split(" ", -1);

    /** Compound letters of the compatibility block, and what they are made of. */
    private static final String COMPOUND = "ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄㅘㅙㅚㅝㅞㅟㅢ";

    private static final String[] PARTS = "ㄱㅅ ㄴㅈ ㄴㅎ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅂㅅ ㅗㅏ ㅗㅐ ㅗㅣ ㅜㅓ ㅜㅔ ㅜㅣ ㅡㅣ".split(" ", -1);

    private Hangul() {}

    /** Whether a code unit is a whole syllable. */
    public static boolean isSyllable(int c) {
        return c >= FIRST && c <= LAST;
    }

    /** The text with syllables, compound letters and conjoining letters as letters; everything else as it is. */
    public static String letters(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int compound = COMPOUND.indexOf(c);
            if (c >= 0x1100 && c < 0x1100 + INITIAL.length) {
                out.append(INITIAL[c - 0x1100]);
            } else if (c >= 0x1161 && c < 0x1161 + VOWEL.length) {
                out.append(VOWEL[c - 0x1161]);
            } else if (c >= 0x11A8 && c < 0x11A7 + FINAL.length) {
                out.append(FINAL[c - 0x11A7]);
            } else if (isSyllable(c)) {
                int syllable = c - FIRST;
                out.append(INITIAL[syllable / (VOWELS * FINALS)]).append(VOWEL[syllable / FINALS % VOWELS]);
                if (syllable % FINALS > 0) {
                    out.append(FINAL[syllable % FINALS]);
                }
            } else if (compound >= 0) {
                out.append(PARTS[compound]);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** The initial consonants of the text's syllables; empty unless it has two syllables at least. */
    public static String initials(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (isSyllable(text.charAt(i))) {
                out.append(INITIAL[(text.charAt(i) - FIRST) / (VOWELS * FINALS)]);
            }
        }
        return out.length() < 2 ? "" : out.toString();
    }
}
