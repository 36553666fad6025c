package dev.nuri.indexer.language;

import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.UnicodeSet;
import com.ibm.icu.text.UnicodeSetIterator;
import com.ibm.icu.util.LocaleData;
import com.ibm.icu.util.ULocale;

/**
 * Which letters each language writes, and which of the marks that open a question or an exclamation, after the exemplar
 * sets of CLDR. One foreign to a language counts against it: names and quotations carry a few, so none rules a language
 * out.
 */
final class Alphabets {

    /** Languages a bit mask can hold. */
    static final int MAX_LANGUAGES = Long.SIZE;

    /** How much one occurrence of a letter counts against a language that has it only in foreign words. */
    private static final double AUXILIARY = 0.7;

    /** The same for a language that does not have it at all. */
    private static final double FOREIGN = 2.5;

    /** Occurrences of one letter that count. */
    private static final int MAX_OCCURRENCES = 3;

    /** Letters from here on are not looked at. */
    private static final int LIMIT = 0x1F00;

    /** long[LIMIT]: bit i set when language i writes the letter. */
    private final long[] standard = new long[LIMIT];
    /** long[LIMIT]: bit i set when language i writes it, foreign words included. */
    private final long[] all = new long[LIMIT];

    /**
     * The alphabets of some languages.
     *
     * @param languages BCP 47 tags, at most {@link #MAX_LANGUAGES}
     */
    Alphabets(String[] languages) {
        for (int i = 0; i < languages.length; i++) {
            ULocale locale = ULocale.forLanguageTag(languages[i]);
            UnicodeSet main = LocaleData.getExemplarSet(locale, UnicodeSet.CASE_INSENSITIVE, LocaleData.ES_STANDARD);
            UnicodeSet more = LocaleData.getExemplarSet(locale, UnicodeSet.CASE_INSENSITIVE, LocaleData.ES_AUXILIARY);
            mark(standard, main, 1L << i);
            mark(all, main, 1L << i);
            mark(all, more, 1L << i);
            UnicodeSet punctuation = LocaleData.getExemplarSet(locale, 0, LocaleData.ES_PUNCTUATION);
            for (int c : LetterProfile.OPENING_MARKS) {
                if (punctuation.contains(c)) {
                    standard[c] |= 1L << i;
                    all[c] |= 1L << i;
                }
            }
        }
    }

    /** Takes from each language's score what the letters of {@code text} count against it. */
    void weigh(CharSequence text, double[] scores) {
        byte[] occurrences = new byte[LIMIT];
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < LIMIT && all[c] != 0 && occurrences[c] < MAX_OCCURRENCES && tells(c)) {
                occurrences[c]++;
                subtract(all[c], FOREIGN - AUXILIARY, scores);
                subtract(standard[c], AUXILIARY, scores);
            }
        }
    }

    /** Basic Latin letters tell nothing: every language that writes Latin quotes names with all of them. */
    private static boolean tells(char c) {
        return c > 'z';
    }

    private static void subtract(long having, double penalty, double[] scores) {
        for (int i = 0; i < scores.length; i++) {
            if ((having >>> i & 1) == 0) {
                scores[i] -= penalty;
            }
        }
    }

    private static void mark(long[] table, UnicodeSet letters, long bit) {
        for (UnicodeSetIterator each = new UnicodeSetIterator(letters); each.next(); ) {
            if (each.codepoint == UnicodeSetIterator.IS_STRING) {
                each.string.chars().forEach(c -> markOne(table, c, bit));
            } else {
                markOne(table, each.codepoint, bit);
            }
        }
    }

    private static void markOne(long[] table, int c, long bit) {
        if (c < LIMIT && UScript.getScript(c) != UScript.COMMON) {
            table[c] |= bit;
        }
    }
}
