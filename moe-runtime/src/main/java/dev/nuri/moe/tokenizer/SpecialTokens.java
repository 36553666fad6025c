package dev.nuri.moe.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the tokens of a vocabulary that are matched in the text itself, before any segmentation. */
final class SpecialTokens {
    private final Map<Character, List<Special>> byFirst = new HashMap<>(); // longest first

    private record Special(String text, int id, TokenKind kind) {}

    /** A token found at [start, end) of a text. */
    record Found(int start, int end, int id) {}

    SpecialTokens(Vocabulary vocabulary) {
        for (int id = 0; id < vocabulary.size(); id++) {
            TokenKind kind = vocabulary.kind(id);
            boolean special = kind == TokenKind.CONTROL || kind == TokenKind.USER_DEFINED || kind == TokenKind.UNKNOWN;
            String text = vocabulary.text(id);
            if (special && !text.isEmpty()) {
                byFirst.computeIfAbsent(text.charAt(0), c -> new ArrayList<>()).add(new Special(text, id, kind));
            }
        }
        byFirst.values()
                .forEach(list -> list.sort(
                        Comparator.comparingInt((Special s) -> -s.text().length())));
    }

    /** The first special token at or after {@code from}, the longest there; null if there is none. */
    Found find(String text, int from, boolean controls) {
        for (int at = from; at < text.length(); at++) {
            for (Special special : byFirst.getOrDefault(text.charAt(at), List.of())) {
                if ((controls || special.kind == TokenKind.USER_DEFINED) && text.startsWith(special.text, at)) {
                    return new Found(at, at + special.text.length(), special.id);
                }
            }
        }
        return null;
    }
}
