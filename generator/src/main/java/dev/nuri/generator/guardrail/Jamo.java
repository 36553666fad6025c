package dev.nuri.generator.guardrail;

/**
 * Composes Hangul that is spelled in single jamo, as a keyboard would: a consonant between two vowels begins the next
 * syllable. Takes text after NFKC, in which compatibility jamo are conjoining ones.
 */
final class Jamo {

    private static final int LEADING = 0x1100;
    private static final int VOWEL = 0x1161;
    private static final int TRAILING = 0x11A7;
    private static final int SYLLABLES = 0xAC00;
    private static final int LEADING_COUNT = 19;
    private static final int VOWEL_COUNT = 21;
    private static final int TRAILING_COUNT = 28;

    /** Trailing index of each leading consonant; 0 where it cannot end a syllable. */
    private static final int[] ENDS = {1, 2, 4, 7, 0, 8, 16, 17, 0, 19, 20, 21, 22, 0, 23, 24, 25, 26, 27};

    private Jamo() {}

    static MappedText compose(MappedText in) {
        String text = in.text();
        if (text.chars().noneMatch(c -> c >= LEADING && c < 0x1200)) {
            return in;
        }
        MappedText.Builder out = new MappedText.Builder(text.length());
        int i = 0;
        while (i < text.length()) {
            int open = openSyllable(text, i);
            int taken = open >= 0 ? length(text.charAt(i)) : 1;
            int syllable = open >= 0 ? open : text.charAt(i);
            if (open >= 0 && i + taken < text.length()) {
                int end = ending(text, i + taken);
                syllable += end;
                taken += end > 0 ? 1 : 0;
            }
            for (int j = 0; j < (open >= 0 ? 1 : taken); j++) {
                out.add(syllable, in.start(i), in.end(i + taken - 1));
            }
            i += taken;
        }
        return out.build();
    }

    /** The syllable without ending that starts at {@code i}, or -1. */
    private static int openSyllable(String text, int i) {
        int c = text.charAt(i);
        if (c >= SYLLABLES && c < SYLLABLES + LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT) {
            return (c - SYLLABLES) % TRAILING_COUNT == 0 ? c : -1;
        }
        if (leading(c) >= 0 && i + 1 < text.length()) {
            int vowel = text.charAt(i + 1) - VOWEL;
            if (vowel >= 0 && vowel < VOWEL_COUNT) {
                return SYLLABLES + (leading(c) * VOWEL_COUNT + vowel) * TRAILING_COUNT;
            }
        }
        return -1;
    }

    private static int length(int first) {
        return leading(first) >= 0 ? 2 : 1;
    }

    private static int leading(int c) {
        int index = c - LEADING;
        return index >= 0 && index < LEADING_COUNT ? index : -1;
    }

    /** Trailing index of the consonant at {@code i} unless it begins the next syllable; 0 for none. */
    private static int ending(String text, int i) {
        int c = text.charAt(i);
        boolean beforeVowel =
                i + 1 < text.length() && text.charAt(i + 1) >= VOWEL && text.charAt(i + 1) < VOWEL + VOWEL_COUNT;
        if (leading(c) >= 0) {
            return beforeVowel ? 0 : ENDS[leading(c)];
        }
        int trailing = c - TRAILING;
        return trailing > 0 && trailing < TRAILING_COUNT ? trailing : 0;
    }
}
