package dev.nuri.generator.extractive;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import java.util.Locale;

/**
 * One spelling for comparing: lower case, without accents and vowel points, digits of any script as ASCII. Lossy, and
 * of another length than its input: for comparing only.
 */
final class Folding {

    private static final Normalizer2 DECOMPOSE = Normalizer2.getNFDInstance();
    private static final Normalizer2 COMPOSE = Normalizer2.getNFCInstance();

    private Folding() {}

    static String fold(String text) {
        return digits(stripMarks(text.toLowerCase(Locale.ROOT)));
    }

    /** Without combining marks; what is left is composed again, Hangul included. */
    static String stripMarks(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        String apart = DECOMPOSE.normalize(text);
        StringBuilder kept = new StringBuilder(apart.length());
        apart.codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .forEach(kept::appendCodePoint);
        return COMPOSE.normalize(kept);
    }

    private static String digits(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean foreign = c > 0x7F && Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
            out.appendCodePoint(foreign ? '0' + UCharacter.digit(c) : c);
        });
        return out.toString();
    }
}
