package dev.nuri.indexer.extract;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/** Puts the lines of a paragraph back together. */
final class LineJoiner {

    /** Scripts written without spaces between words. Hangul is not among them. */
    private static final Set<UnicodeScript> UNSPACED = EnumSet.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    private LineJoiner() {}

    /**
     * Appends a line. Between two unspaced characters nothing is put; a hyphen between a letter and a lower-case letter
     * is taken to part a word and goes; otherwise a space parts the lines.
     */
    static void append(StringBuilder paragraph, String line) {
        String next = line.strip();
        trimEnd(paragraph);
        if (paragraph.isEmpty() || next.isEmpty()) {
            paragraph.append(next);
            return;
        }
        int last = paragraph.codePointBefore(paragraph.length());
        int first = next.codePointAt(0);
        if (endsInHyphen(paragraph) && Character.isLowerCase(first)) {
            paragraph.setLength(paragraph.length() - 1);
        } else if (!(isUnspaced(last) && isUnspaced(first))) {
            paragraph.append(' ');
        }
        paragraph.append(next);
    }

    private static void trimEnd(StringBuilder text) {
        int end = text.length();
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        text.setLength(end);
    }

    private static boolean endsInHyphen(CharSequence text) {
        int end = text.length();
        char hyphen = text.charAt(end - 1);
        return end > 1
                && (hyphen == '-' || hyphen == '\u2010' || hyphen == '\u00AD')
                && Character.isLetter(Character.codePointBefore(text, end - 1));
    }

    private static boolean isUnspaced(int c) {
        Character.UnicodeBlock block = Character.UnicodeBlock.of(c);
        return UNSPACED.contains(UnicodeScript.of(c))
                || Character.UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION.equals(block)
                || Character.UnicodeBlock.HALFWIDTH_AND_FULLWIDTH_FORMS.equals(block);
    }
}
