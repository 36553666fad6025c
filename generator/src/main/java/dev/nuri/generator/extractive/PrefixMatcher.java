package dev.nuri.generator.extractive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Finds question terms by a long common beginning, which holds for inflected and compound words where no stemmer
 * reaches: 60 % of the longer of four letters and the term, two for Hangul.
 */
final class PrefixMatcher {

    private static final double SHARED = 0.6;

    private final List<String> stems = new ArrayList<>();

    /** For the terms of a question under the neutral analyzer, in their order. */
    PrefixMatcher(QuestionTerms terms) {
        terms.terms().forEach(term -> stems.add(term.substring(0, shared(term))));
    }

    /** Which terms begin like one of {@code found}. */
    long mask(Collection<String> found) {
        long mask = 0;
        for (int i = 0; i < stems.size(); i++) {
            String stem = stems.get(i);
            for (String term : found) {
                if (term.startsWith(stem)) {
                    mask |= 1L << i;
                    break;
                }
            }
        }
        return mask;
    }

    private static int shared(String term) {
        boolean hangul = Character.UnicodeScript.of(term.codePointAt(0)) == Character.UnicodeScript.HANGUL;
        int least = hangul ? 2 : 4;
        return Math.min(term.length(), Math.max(least, (int) Math.ceil(SHARED * term.length())));
    }
}
