package dev.nuri.indexer.analysis;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;

/** A script, with what its letters tell of the sound of a name. */
public enum Writing {
    LATIN(UScript.LATIN, 'L', true, Vowels.ALL),
    CYRILLIC(UScript.CYRILLIC, 'C', true, Vowels.ALL),
    GREEK(UScript.GREEK, 'G', true, Vowels.ALL),
    ARMENIAN(UScript.ARMENIAN, 'A', true, Vowels.ALL),
    GEORGIAN(UScript.GEORGIAN, 'E', false, Vowels.ALL),
    HANGUL(UScript.HANGUL, 'H', false, Vowels.ADDED),
    KANA(UScript.KATAKANA, 'K', false, Vowels.ADDED),
    ARABIC(UScript.ARABIC, 'R', false, Vowels.LEFT_OUT),
    HEBREW(UScript.HEBREW, 'B', false, Vowels.LEFT_OUT),
    DEVANAGARI(UScript.DEVANAGARI, 'D', false, Vowels.ADDED),
    BENGALI(UScript.BENGALI, 'N', false, Vowels.ADDED),
    GUJARATI(UScript.GUJARATI, 'J', false, Vowels.ADDED),
    GURMUKHI(UScript.GURMUKHI, 'P', false, Vowels.ADDED),
    KANNADA(UScript.KANNADA, 'W', false, Vowels.ADDED),
    MALAYALAM(UScript.MALAYALAM, 'M', false, Vowels.ADDED),
    TAMIL(UScript.TAMIL, 'T', false, Vowels.ADDED),
    TELUGU(UScript.TELUGU, 'U', false, Vowels.ADDED),
    THAI(UScript.THAI, 'I', false, Vowels.ALL),
    ETHIOPIC(UScript.ETHIOPIC, 'O', false, Vowels.ADDED);

    /** How much of a name's vowels a script writes. */
    enum Vowels {
        ALL,
        /** Some vowels are not written. */
        LEFT_OUT,
        /** Syllables cannot do without a vowel, or have one unless told otherwise. */
        ADDED
    }

    /** By ICU's number of the script; null for those not compared. Asked for each letter of a text. */
    private static final Writing[] BY_SCRIPT = byScript();

    private final int script;
    private final char letter;
    private final boolean cased;
    private final Vowels vowels;

    Writing(int script, char letter, boolean cased, Vowels vowels) {
        this.script = script;
        this.letter = letter;
        this.cased = cased;
        this.vowels = vowels;
    }

    private static Writing[] byScript() {
        Writing[] writings = new Writing[UCharacter.getIntPropertyMaxValue(UProperty.SCRIPT) + 1];
        for (Writing writing : values()) {
            writings[writing.script] = writing;
        }
        return writings;
    }

    /** The script of a letter or mark; null when its names are not compared. */
    static Writing of(int codePoint) {
        Writing writing = BY_SCRIPT[UScript.getScript(codePoint)];
        return writing == null && codePoint == 'ー' ? KANA : writing;
    }

    /** A capital letter of its own in indexed terms. */
    public char letter() {
        return letter;
    }

    /** The script with a letter. */
    public static Writing ofLetter(char letter) {
        for (Writing writing : values()) {
            if (writing.letter == letter) {
                return writing;
            }
        }
        throw new IllegalArgumentException("no script has the letter " + letter);
    }

    /** Whether names differ from other words: they have capitals, a script of their own, or are known by dictionary. */
    public boolean tellsNames() {
        return cased || this == HANGUL || this == KANA;
    }

    /** Whether names begin with a capital. */
    boolean cased() {
        return cased;
    }

    /** Whether vowels of a name may be missing. */
    public boolean leavesVowelsOut() {
        return vowels == Vowels.LEFT_OUT;
    }

    /** Whether vowels may have been put between the consonants of a name. */
    public boolean addsVowels() {
        return vowels == Vowels.ADDED;
    }
}
