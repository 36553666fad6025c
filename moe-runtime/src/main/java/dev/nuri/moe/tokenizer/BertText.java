package dev.nuri.moe.tokenizer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * BERT's view of text (Devlin et al., arXiv 1810.04805): cut at spaces, punctuation and ideographs.
 *
 * @param cleans whether characters that show nothing are dropped
 * @param partsIdeographs whether each ideograph is a word
 * @param stripsAccents whether accents are dropped
 * @param lowerCases whether letters become small
 */
record BertText(boolean cleans, boolean partsIdeographs, boolean stripsAccents, boolean lowerCases) {
    /** The words of a text. */
    void words(String text, boolean first, Consumer<String> sink) {
        split(normalise(text), true).forEach(sink);
    }

    /** The text as it is before it is cut; ideographs have spaces around them. */
    String normalise(String text) {
        String plain = stripsAccents ? Normalizer.normalize(text, Normalizer.Form.NFD) : text;
        StringBuilder out = new StringBuilder(plain.length());
        plain.codePoints().forEach(c -> place(c, out));
        return lowerCases ? out.toString().toLowerCase(Locale.ROOT) : out.toString();
    }

    private void place(int c, StringBuilder out) {
        if (cleans && isSpace(c)) {
            out.append(' ');
        } else if ((cleans && isHidden(c)) || (stripsAccents && Character.getType(c) == Character.NON_SPACING_MARK)) {
            return;
        } else if (partsIdeographs && isIdeograph(c)) {
            out.append(' ').appendCodePoint(c).append(' ');
        } else {
            out.appendCodePoint(c);
        }
    }

    /**
     * Pieces between spaces, punctuation marks apart.
     *
     * @param parts whether spaces part pieces and are dropped, or are left where they are
     */
    static List<String> split(String text, boolean parts) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (parts && isSpace(c)) {
                flush(word, words);
            } else if (isPunctuation(c)) {
                flush(word, words);
                words.add(Character.toString(c));
            } else {
                word.appendCodePoint(c);
            }
        });
        flush(word, words);
        return words;
    }

    private static void flush(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static boolean isSpace(int c) {
        return c == '\t' || c == '\n' || c == '\r' || Character.getType(c) == Character.SPACE_SEPARATOR;
    }

    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> c == 0xfffd;
        };
    }

    private static boolean isPunctuation(int c) {
        boolean asciiSymbol = c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
        return asciiSymbol
                || switch (Character.getType(c)) {
                    case Character.CONNECTOR_PUNCTUATION,
                            Character.DASH_PUNCTUATION,
                            Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION,
                            Character.OTHER_PUNCTUATION -> true;
                    default -> false;
                };
    }

    /** The blocks BERT treats as words of one character. */
    private static boolean isIdeograph(int c) {
        return (c >= 0x4e00 && c <= 0x9fff)
                || (c >= 0x3400 && c <= 0x4dbf)
                || (c >= 0x20000 && c <= 0x2a6df)
                || (c >= 0x2a700 && c <= 0x2ceaf)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0x2f800 && c <= 0x2fa1f);
    }
}
