package dev.nuri.generator.extractive;

import java.util.HashSet;
import java.util.Set;

/**
 * Character n-grams of a folded question: 2 letters long where the first letter is Han, Kana or Hangul, 4 elsewhere. A
 * measure that no analyzer's slip can spoil.
 */
final class NgramMatcher {

    private final Set<String> wanted;

    NgramMatcher(String foldedQuestion) {
        wanted = ngrams(foldedQuestion);
    }

    /** Share of the question's n-grams that a folded text holds, in [0, 1]. */
    double share(String foldedText) {
        if (wanted.isEmpty()) {
            return 0;
        }
        Set<String> found = ngrams(foldedText);
        found.retainAll(wanted);
        return (double) found.size() / wanted.size();
    }

    private static Set<String> ngrams(String text) {
        Set<String> ngrams = new HashSet<>();
        for (int i = 0; i < text.length(); i++) {
            if (Character.isLetterOrDigit(text.charAt(i))) {
                int n = dense(text.charAt(i)) ? 2 : 4;
                if (i + n <= text.length() && Character.isLetterOrDigit(text.charAt(i + n - 1))) {
                    ngrams.add(text.substring(i, i + n));
                }
            }
        }
        return ngrams;
    }

    private static boolean dense(char c) {
        return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF);
    }
}
