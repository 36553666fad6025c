package dev.nuri.student;

import java.text.Normalizer;
import java.util.Locale;

/**
 * The words of a text as the student sees them: compatibility forms folded, letters small, digits ASCII, and only
 * letters, marks, digits and pictures kept. Runs of ideographs and of the scripts that put no spaces between words are
 * told apart, because each is cut in a way of its own.
 */
final class Words {

    /** How a run of characters is cut into subwords. */
    enum Kind {
        /** Letters and digits between spaces: longest pieces. */
        SPACED,
        /** Ideographs: each by itself, and each with its right neighbour. */
        IDEOGRAPHS,
        /** Thai, Lao, Khmer, Burmese: words by dictionary. */
        UNSPACED
    }

    /** Takes each run in order. */
    @FunctionalInterface
    interface Sink {
        /**
         * Takes a run.
         *
         * @param from first char of the run in the folded text
         * @param to end, exclusive
         */
        void run(Kind kind, String text, int from, int to);
    }

    private Words() {}

    /** Folds a text and hands out its runs. */
    static void split(String raw, Sink sink) {
        String text = fold(raw);
        int start = -1;
        Kind kind = null;
        int length = text.length();
        for (int i = 0; i < length; ) {
            char unit = text.charAt(i);
            int c = unit < 0x80 ? unit : text.codePointAt(i);
            Kind here = kindOf(c);
            if (here != kind && kind != null) {
                sink.run(kind, text, start, i);
            }
            if (here != kind) {
                start = i;
                kind = here;
            }
            i += c > 0xffff ? 2 : 1;
        }
        if (kind != null) {
            sink.run(kind, text, start, length);
        }
    }

    /** The form in which words are looked up. */
    static String fold(String text) {
        String plain = isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFKC);
        String small = plain.toLowerCase(Locale.ROOT);
        return isAscii(small) ? small : withoutVariants(small);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Digits of every script to ASCII; without the dot that a small Turkish capital keeps, and without stretching. */
    private static String withoutVariants(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c >= 0x80 && Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER) {
                out.append((char) ('0' + Character.digit(c, 10)));
            } else if (c == 'ς') {
                out.append('σ');
            } else if (!isDropped(c)) {
                out.appendCodePoint(c);
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    /** The dot above, the Arabic tatweel and vowel signs, and characters that show nothing. */
    private static boolean isDropped(int c) {
        return c == 0x307 || c == 0x640 || (c >= 0x64b && c <= 0x652) || c == 0xad || (c >= 0x200b && c <= 0x200f);
    }

    /** Null for what parts words. */
    private static Kind kindOf(int c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? Kind.SPACED : null;
        }
        if (isIdeograph(c)) {
            return Kind.IDEOGRAPHS;
        }
        if (isUnspaced(c)) {
            return Kind.UNSPACED;
        }
        return switch (Character.getType(c)) {
            case Character.LOWERCASE_LETTER,
                    Character.UPPERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_SYMBOL -> Kind.SPACED;
            default -> null;
        };
    }

    static boolean isIdeograph(int c) {
        return (c >= 0x4e00 && c <= 0x9fff)
                || (c >= 0x3400 && c <= 0x4dbf)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0x20000 && c <= 0x323af);
    }

    private static boolean isUnspaced(int c) {
        boolean southEastAsian =
                (c >= 0xe00 && c <= 0xeff) || (c >= 0x1000 && c <= 0x109f) || (c >= 0x1780 && c <= 0x17ff);
        return southEastAsian
                && (Character.isLetter(c)
                        || Character.getType(c) == Character.NON_SPACING_MARK
                        || Character.getType(c) == Character.COMBINING_SPACING_MARK);
    }
}
