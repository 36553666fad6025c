package dev.nuri.generator.guardrail;

import com.ibm.icu.lang.UCharacter;
import java.lang.Character.UnicodeScript;
import java.util.Locale;

/** Tells whether a text is written so that programs do not recognise its words. */
final class Disguise {

    private static final int REPEATS = 3;
    private static final int SINGLE_LETTERS = 3;

    private Disguise() {}

    /** Whether there is any sign of it in a plain text. */
    static boolean in(String plain) {
        return mixedScripts(plain)
                || repeats(plain)
                || looseMarks(plain)
                || singleLetters(plain)
                || LetterDigits.disguised(plain.toLowerCase(Locale.ROOT)) > 0;
    }

    /** Whether a letter stands three times in a row. */
    static boolean repeats(String plain) {
        int run = 1;
        for (int i = 1; i < plain.length(); i++) {
            run = plain.charAt(i) == plain.charAt(i - 1) && Character.isLetter(plain.charAt(i)) ? run + 1 : 1;
            if (run == REPEATS) {
                return true;
            }
        }
        return false;
    }

    /** A word of letters of Latin beside letters of Cyrillic or Greek. */
    private static boolean mixedScripts(String plain) {
        boolean latin = false;
        boolean other = false;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (!Character.isLetter(c)) {
                latin = false;
                other = false;
                continue;
            }
            UnicodeScript script = c < 0x250 ? UnicodeScript.LATIN : UnicodeScript.of(c);
            latin |= script == UnicodeScript.LATIN;
            other |= script == UnicodeScript.CYRILLIC || script == UnicodeScript.GREEK;
            if (latin && other) {
                return true;
            }
        }
        return false;
    }

    /** Marks that no letter takes in, and jamo that make no syllable. */
    private static boolean looseMarks(String plain) {
        return plain.chars()
                .anyMatch(c -> (c >= 0x300 && c < 0x370) || (c >= 0x1100 && c < 0x1200) || (c >= 0x1AB0 && c < 0x1B00));
    }

    private static boolean singleLetters(String plain) {
        int count = 0;
        for (int i = 0; i < plain.length(); i += 2) {
            boolean single = UCharacter.isLetter(plain.charAt(i))
                    && (i + 1 == plain.length() || !Character.isLetterOrDigit(plain.charAt(i + 1)));
            count = single ? count + 1 : 0;
            if (count == SINGLE_LETTERS) {
                return true;
            }
            if (!single) {
                i--;
            }
        }
        return false;
    }
}
