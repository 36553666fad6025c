package dev.nuri.generator.citation;

import com.ibm.icu.lang.UScript;

/** What a script's letters are to a comparison: words between spaces, or characters each for themselves. */
final class Scripts {

    private static final byte UNKNOWN = 0;
    private static final byte OTHER = 1;
    private static final byte CHARACTER = 2;

    /** By code unit, filled as letters are met; a race writes the same value twice. */
    private static final byte[] KINDS = new byte[0x10000];

    private Scripts() {}

    /** Whether words of this letter's script run together or are glued, so that its characters are compared. */
    static boolean comparedByCharacter(int codePoint) {
        if (codePoint < 0xE00) {
            return false;
        }
        if (codePoint > 0xFFFF) {
            return kind(codePoint) == CHARACTER;
        }
        byte kind = KINDS[codePoint];
        if (kind == UNKNOWN) {
            kind = kind(codePoint);
            KINDS[codePoint] = kind;
        }
        return kind == CHARACTER;
    }

    private static byte kind(int codePoint) {
        return switch (UScript.getScript(codePoint)) {
            case UScript.HAN,
                    UScript.HIRAGANA,
                    UScript.KATAKANA,
                    UScript.KATAKANA_OR_HIRAGANA,
                    UScript.HANGUL,
                    UScript.BOPOMOFO,
                    UScript.THAI,
                    UScript.LAO,
                    UScript.KHMER,
                    UScript.MYANMAR -> CHARACTER;
            default -> codePoint == 'ー' ? CHARACTER : OTHER;
        };
    }

    /** Whether a character compared by itself is a letter of an alphabet, of which a word has many. */
    static boolean isLetterOfAlphabet(int codePoint) {
        return (codePoint >= 0xE00 && codePoint < 0x1100) || (codePoint >= 0x1780 && codePoint < 0x1800);
    }

    static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    static boolean isKatakana(int codePoint) {
        return (codePoint >= 0x30A1 && codePoint <= 0x30FA) || codePoint == 'ー';
    }
}
