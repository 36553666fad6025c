package dev.nuri.generator.extractive;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How near a span comes to accepted answers, by characters, for training. */
final class SpanOverlap {

    private SpanOverlap() {}

    /** The best character F1 against one of the answers, in [0, 1]; 1 only for the same letters and digits in order. */
    static double f1(String span, List<String> answers) {
        String given = bare(span);
        return answers.stream()
                .mapToDouble(answer -> f1(given, bare(answer)))
                .max()
                .orElse(0);
    }

    private static double f1(String given, String wanted) {
        if (given.equals(wanted)) {
            return 1;
        }
        Map<Integer, Integer> left = new HashMap<>();
        wanted.codePoints().forEach(c -> left.merge(c, 1, Integer::sum));
        long shared = given.codePoints()
                .filter(c -> left.merge(c, -1, Integer::sum) >= 0)
                .count();
        double f1 = 2.0 * shared / Math.max(1, given.length() + wanted.length());
        return Math.min(0.99, f1);
    }

    private static String bare(String text) {
        StringBuilder kept = new StringBuilder();
        Folding.fold(text).codePoints().filter(Character::isLetterOrDigit).forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
