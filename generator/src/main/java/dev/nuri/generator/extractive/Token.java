package dev.nuri.generator.extractive;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;

/**
 * A word or mark of a sentence.
 *
 * @param start first code unit in the sentence
 * @param end one past its last
 * @param folded its folding
 * @param shape what it looks like
 * @param spaced whether white space stands before it
 */
record Token(int start, int end, String folded, Shape shape, boolean spaced) {

    /** What a token looks like. */
    enum Shape {
        /** Four digits that may be a year. */
        YEAR,
        /** Digits. */
        NUMBER,
        /** Digits with letters. */
        MIXED,
        /** Begins with a capital. */
        CAPITAL,
        /** Letters of a script with capitals, without one. */
        SMALL,
        HAN,
        KATAKANA,
        HIRAGANA,
        HANGUL,
        /** Letters of another script. */
        LETTERS,
        /** No letter and no digit. */
        MARK;

        /** Whether it is a word at all. */
        boolean word() {
            return this != MARK;
        }

        /** Whether words of this shape are written side by side without spaces. */
        boolean dense() {
            return this == HAN || this == KATAKANA || this == HIRAGANA;
        }
    }

    /** The words and marks of a sentence in order. */
    static List<Token> of(String text, String lang) {
        BreakIterator words = BreakIterator.getWordInstance(ULocale.forLanguageTag(lang));
        words.setText(text);
        List<Token> tokens = new ArrayList<>();
        boolean spaced = true;
        int start = words.first();
        for (int end = words.next(); end != BreakIterator.DONE; start = end, end = words.next()) {
            String token = text.substring(start, end);
            if (token.isBlank() || Character.isSpaceChar(token.charAt(0))) {
                spaced = true;
            } else {
                String folded = Folding.fold(token);
                tokens.add(new Token(start, end, folded, shape(token, folded), spaced));
                spaced = false;
            }
        }
        return tokens;
    }

    private static Shape shape(String token, String folded) {
        boolean digits = folded.codePoints().anyMatch(Character::isDigit);
        boolean letters = token.codePoints().anyMatch(Character::isLetter);
        if (digits) {
            return letters ? Shape.MIXED : AnswerSigns.yearLike(folded) ? Shape.YEAR : Shape.NUMBER;
        }
        return letters ? letterShape(token.codePointAt(0)) : Shape.MARK;
    }

    private static Shape letterShape(int first) {
        return switch (UnicodeScript.of(first)) {
            case HAN -> Shape.HAN;
            case KATAKANA -> Shape.KATAKANA;
            case HIRAGANA -> Shape.HIRAGANA;
            case HANGUL -> Shape.HANGUL;
            default ->
                Character.isUpperCase(first)
                        ? Shape.CAPITAL
                        : Character.isLowerCase(first) ? Shape.SMALL : Shape.LETTERS;
        };
    }
}
