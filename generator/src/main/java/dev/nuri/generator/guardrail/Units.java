package dev.nuri.generator.guardrail;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;

/**
 * Cuts a text into units, from left to right, so that the cuts of a text are those of every longer one: what is decided
 * of a unit while a text is written is what is decided of it in the end.
 *
 * <p>A unit ends behind a sentence (a character of Unicode's Sentence_Terminal, closing signs, then a space or, in
 * scripts without spaces, anything), at an empty line, or after 32 tokens. ICU's sentence iterator looks ahead without
 * limit and so cannot be asked about the start of a text alone. A token is six letters of a word, two of a script that
 * does not part words, or a sign. No cut parts digits, single letters, what stands without a space between, or the
 * lines of a key in PEM form.
 */
final class Units {

    /** Tokens after which a unit ends without a sentence. */
    static final int TOKENS = 32;

    /** Code units after which a unit ends wherever it is. */
    static final int LONGEST = 4096;

    private static final int SIXTHS = TOKENS * 6;
    private static final int LONGEST_KEY = 16_384;
    private static final String PEM_START = "-----BEGIN ";
    private static final String PEM_END = "-----END ";

    /**
     * A unit.
     *
     * @param start first code unit
     * @param end one past the last
     * @param sentence whether a sentence ends with it, so that nothing found may begin before the cut and end after it
     */
    record Unit(int start, int end, boolean sentence) {}

    /** What {@link #closed} says: a full stop, or a sign that always ends a sentence. */
    private static final int STOP = 1;

    private static final int SENTENCE = 2;

    private int start;
    private int at;
    private int sixths;
    private boolean ended;
    private int closed;
    private boolean key;

    /** Starts at the beginning of a text. */
    Units() {}

    /**
     * The next unit.
     *
     * @param text the text so far; of an earlier call's text a longer one
     * @param whole whether nothing follows
     * @return null when no unit is complete
     */
    Unit next(CharSequence text, boolean whole) {
        int length = text.length();
        // A cut is decided by the character that follows it, and that may be the second half of a pair.
        while (whole ? at < length : at + 2 < length) {
            int c = Character.codePointAt(text, at);
            boolean cut = at > start && cutBefore(text, c);
            if (cut) {
                return unit(at, ended && !key);
            }
            take(text, c);
            at += Character.charCount(c);
        }
        return whole && start < length ? unit(length, true) : null;
    }

    private Unit unit(int end, boolean sentence) {
        Unit unit = new Unit(start, end, sentence);
        start = end;
        sixths = 0;
        ended = false;
        closed = 0;
        return unit;
    }

    private boolean cutBefore(CharSequence text, int c) {
        if (at - start >= (key ? LONGEST_KEY : LONGEST)) {
            ended = false;
            return !Character.isLowSurrogate(text.charAt(at)) && leaveKey();
        }
        if (key) {
            return false;
        }
        if (ended && !Character.isWhitespace(c) && !closes(text, c)) {
            ended = closed != STOP || !Character.isDigit(c);
            closed = 0;
            if (ended) {
                return true;
            }
        }
        return sixths >= SIXTHS && softCut(text, c);
    }

    /** A straight quotation mark behind a space opens. */
    private boolean closes(CharSequence text, int c) {
        return isClosing(c) && (isMark(c) || !Character.isWhitespace(text.charAt(at - 1)));
    }

    private boolean leaveKey() {
        key = false;
        return true;
    }

    private boolean softCut(CharSequence text, int c) {
        int before = Character.codePointBefore(text, at);
        if (Character.isWhitespace(before)) {
            return !Character.isWhitespace(c) && !(goesOn(text, at) && goesOn(text, lastVisible(text)));
        }
        return unspaced(before) && !isMark(c) && (unspaced(c) || Character.isLetter(c));
    }

    private int lastVisible(CharSequence text) {
        int i = at - 1;
        while (i > start && Character.isWhitespace(text.charAt(i))) {
            i--;
        }
        return i;
    }

    /** Whether what is at {@code i} may belong to a number or to a word of spaced letters. */
    private boolean goesOn(CharSequence text, int i) {
        boolean alone = (i == start || !Character.isLetterOrDigit(text.charAt(i - 1)))
                && (i + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(i + 1)));
        return alone || (!Character.isLetter(text.charAt(i)) && !Character.isSurrogate(text.charAt(i)));
    }

    private void take(CharSequence text, int c) {
        if (Character.isWhitespace(c)) {
            boolean emptyLine = c == '\n' && at > start && blankSince(text);
            ended |= closed != 0 || emptyLine;
        } else if (Character.isLetterOrDigit(c)) {
            closed = 0;
        } else if (UCharacter.hasBinaryProperty(c, UProperty.S_TERM)) {
            closed = c == '.' ? dot(text) : SENTENCE;
            ended |= c == '。' || c == '！' || c == '？' || c == '．' || unspaced(c);
        } else if (!isClosing(c)) {
            closed = 0;
        }
        count(c);
        key = key ? !endsWith(text, PEM_END) : c == ' ' && endsWith(text, PEM_START);
    }

    /** A full stop behind a number or a single letter ends no sentence. */
    private int dot(CharSequence text) {
        if (at - 2 < start) {
            return 0;
        }
        boolean word = Character.isLetter(text.charAt(at - 1)) && Character.isLetter(text.charAt(at - 2));
        boolean closing = isClosing(text.charAt(at - 1)) && !Character.isWhitespace(text.charAt(at - 1));
        return word || closing ? STOP : 0;
    }

    private boolean blankSince(CharSequence text) {
        for (int i = at - 1; i >= start; i--) {
            if (text.charAt(i) == '\n') {
                return true;
            }
            if (!Character.isWhitespace(text.charAt(i))) {
                return false;
            }
        }
        return false;
    }

    private boolean endsWith(CharSequence text, String what) {
        int from = at + 1 - what.length();
        return from >= start && text.subSequence(from, at + 1).toString().equals(what);
    }

    private void count(int c) {
        if (unspaced(c)) {
            sixths += 3;
        } else if (Character.isLetterOrDigit(c)) {
            sixths += 1;
        } else if (!Character.isWhitespace(c)) {
            sixths += 3;
        } else {
            sixths += 2;
        }
    }

    private static boolean isClosing(int c) {
        return switch (Character.getType(c)) {
            case Character.END_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION ->
                true;
            default -> c == '"' || c == '\'' || isMark(c) || Character.getType(c) == Character.FORMAT;
        };
    }

    private static boolean isMark(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    private static boolean unspaced(int c) {
        return c >= 0xE00
                && switch (Character.UnicodeScript.of(c)) {
                    case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR, TIBETAN -> true;
                    default -> false;
                };
    }
}
