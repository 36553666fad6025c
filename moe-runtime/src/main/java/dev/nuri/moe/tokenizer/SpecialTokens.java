package dev.nuri.moe.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the tokens of a vocabulary that are matched in the text itself, before any segmentation. */
final class SpecialTokens {
    private final Map<Character, List<Special>> byFirst = new HashMap<>(); // longest first

    private record Special(String text, int id, TokenKind kind, Borders borders) {}

    /**
     * What a token asks of the text around it.
     *
     * @param left whether it takes in the white space before it
     * @param right whether it takes in the white space after it
     * @param wholeWord whether it is only found where no letter or digit touches it
     */
    record Borders(boolean left, boolean right, boolean wholeWord) {
        static final Borders NONE = new Borders(false, false, false);
    }

    /** A token found at [start, end) of a text. */
    record Found(int start, int end, int id) {}

    /** @param borders of tokens that have any, by id */
    SpecialTokens(Vocabulary vocabulary, Map<Integer, Borders> borders) {
        for (int id = 0; id < vocabulary.size(); id++) {
            TokenKind kind = vocabulary.kind(id);
            boolean special = kind == TokenKind.CONTROL || kind == TokenKind.USER_DEFINED || kind == TokenKind.UNKNOWN;
            String text = vocabulary.text(id);
            if (special && !text.isEmpty()) {
                byFirst.computeIfAbsent(text.charAt(0), c -> new ArrayList<>())
                        .add(new Special(text, id, kind, borders.getOrDefault(id, Borders.NONE)));
            }
        }
        byFirst.values()
                .forEach(list -> list.sort(
                        Comparator.comparingInt((Special s) -> -s.text().length())));
    }

    /** Where control tokens count: whether one may be at [from, to). */
    @FunctionalInterface
    interface Where {
        boolean allows(int from, int to);
    }

    /** The first special token at or after {@code from}, the longest there; null if there is none. */
    Found find(String text, int from, Where controls) {
        for (int at = from; at < text.length(); at++) {
            for (Special special : byFirst.getOrDefault(text.charAt(at), List.of())) {
                if (text.startsWith(special.text, at)
                        && fits(special, text, at)
                        && (special.kind == TokenKind.USER_DEFINED
                                || controls.allows(at, at + special.text.length()))) {
                    return found(special, text, from, at);
                }
            }
        }
        return null;
    }

    private static boolean fits(Special special, String text, int at) {
        int end = at + special.text.length();
        return !special.borders.wholeWord
                || ((at == 0 || !Character.isLetterOrDigit(text.codePointBefore(at)))
                        && (end == text.length() || !Character.isLetterOrDigit(text.codePointAt(end))));
    }

    private static Found found(Special special, String text, int from, int at) {
        int start = at;
        int end = at + special.text.length();
        while (special.borders.left && start > from && isSpace(text.charAt(start - 1))) {
            start--;
        }
        while (special.borders.right && end < text.length() && isSpace(text.charAt(end))) {
            end++;
        }
        return new Found(start, end, special.id);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
