package dev.nuri.indexer.passage;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UScript;

/**
 * How much text a reader would say there is, in tenths of a word, whatever the script: a word of an alphabet counts
 * 10, a Chinese, Japanese or Korean character 4, a letter of a script that puts no spaces between words 2. A long run
 * of letters, signs or white space counts by its length, so that size bounds length.
 */
final class TextSize {

    /** Size of one word. */
    public static final int WORD = 10;

    /** Code points of an alphabetic word that count as one; each further such stretch counts as another. */
    private static final int LETTERS_PER_WORD = 16;

    private static final int IDEOGRAPH = 4;
    private static final int UNSPACED_LETTER = 2;
    private static final int OTHER = 1;

    private int size;
    private int letters;
    private int blanks;

    /** The size of {@code text} from {@code start} to {@code end}. */
    public static int of(CharSequence text, int start, int end) {
        TextSize counter = new TextSize();
        for (int i = start; i < end; ) {
            int c = Character.codePointAt(text, i);
            counter.add(c);
            i += Character.charCount(c);
        }
        return counter.size;
    }

    /** Counts one more code point. */
    void add(int c) {
        if (isBlank(c)) {
            size += blanks++ > 0 ? OTHER : 0;
            letters = 0;
            return;
        }
        blanks = 0;
        if (c < 0x300 ? Character.isLetterOrDigit(c) : isWordPart(c)) {
            addLetter(c);
        } else {
            size += OTHER;
            letters = 0;
        }
    }

    /** What was counted so far. */
    int size() {
        return size;
    }

    /** White space of any width, no-break spaces included. */
    static boolean isBlank(int c) {
        return c <= ' ' || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** Whether words of this letter's script are written without spaces and sentences without a full stop. */
    static boolean isUnspaced(int c) {
        return c >= 0xE00 && c <= 0xEFF;
    }

    private void addLetter(int c) {
        int perLetter = c < 0xE00 ? 0 : weight(c);
        if (perLetter > 0) {
            size += perLetter;
            letters = 0;
        } else if (letters++ % LETTERS_PER_WORD == 0) {
            size += WORD;
        }
    }

    private static boolean isWordPart(int c) {
        return Character.isLetterOrDigit(c)
                || (Character.getType(c) <= Character.ENCLOSING_MARK
                        && Character.getType(c) >= Character.NON_SPACING_MARK)
                || Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }

    private static int weight(int c) {
        if (UCharacter.isUAlphabetic(c) || Character.isLetter(c)) {
            return switch (UScript.getScript(c)) {
                case UScript.HAN, UScript.HIRAGANA, UScript.KATAKANA, UScript.HANGUL, UScript.BOPOMOFO, UScript.YI ->
                    IDEOGRAPH;
                case UScript.THAI, UScript.LAO, UScript.KHMER, UScript.MYANMAR, UScript.TIBETAN -> UNSPACED_LETTER;
                default -> 0;
            };
        }
        return 0;
    }
}
