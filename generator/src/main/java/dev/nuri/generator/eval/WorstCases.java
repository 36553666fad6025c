package dev.nuri.generator.eval;

import dev.nuri.generator.AnswerReport.Outcome;
import java.util.Comparator;
import java.util.List;

/** The questions of a set whose answers did the most harm: what was said wrongly and surely comes before what was not said. */
final class WorstCases {

    /** How many of a set are shown. */
    static final int MOST = 10;

    private WorstCases() {}

    static List<Outcome> of(List<Outcome> outcomes) {
        return outcomes.stream()
                .filter(outcome -> !outcome.reason().isEmpty())
                .sorted(Comparator.comparing(Outcome::answered)
                        .thenComparingDouble(Outcome::score)
                        .reversed()
                        .thenComparing(Outcome::id))
                .limit(MOST)
                .toList();
    }
}
