package dev.nuri.retriever.query;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the user typed, with quoted phrases found. There is no other syntax: every other character is text, and so is a
 * quotation mark without its partner.
 *
 * @param plain NFC text with the marks of phrases replaced by spaces
 * @param phrases what stood between quotation marks, at most {@value #MAX_PHRASES}
 */
public record QueryText(String plain, List<String> phrases) {

    static final int MAX_PHRASES = 4;

    /** Opening mark to the marks that may close it. */
    private static final Map<Character, String> MARKS = Map.of(
            '"',
            "\"",
            '\u201C',
            "\u201D",
            '\u201E',
            "\u201C\u201D",
            '\u300C',
            "\u300D",
            '\u300E',
            "\u300F",
            '\u00AB',
            "\u00BB");

    public QueryText {
        phrases = List.copyOf(phrases);
    }

    /** Finds the phrases of a query. */
    public static QueryText parse(String query) {
        StringBuilder plain = new StringBuilder(Normalizer.normalize(query, Normalizer.Form.NFC));
        List<String> phrases = new ArrayList<>();
        Set<Character> neverClosed = new HashSet<>();
        for (int open = 0; open < plain.length() && phrases.size() < MAX_PHRASES; open++) {
            char mark = plain.charAt(open);
            if (!MARKS.containsKey(mark) || neverClosed.contains(mark)) {
                continue;
            }
            int close = closing(plain, open);
            if (close < 0) {
                neverClosed.add(mark);
            } else {
                String phrase = plain.substring(open + 1, close).strip();
                if (!phrase.isEmpty()) {
                    phrases.add(phrase);
                }
                plain.setCharAt(open, ' ');
                plain.setCharAt(close, ' ');
                open = close;
            }
        }
        return new QueryText(plain.toString(), phrases);
    }

    /** Where the phrase opened at {@code open} closes, or -1 when it never does. */
    private static int closing(CharSequence text, int open) {
        String closers = MARKS.get(text.charAt(open));
        for (int i = open + 1; i < text.length(); i++) {
            if (closers.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }
}
