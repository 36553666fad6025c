package dev.nuri.generator.eval;

import dev.nuri.generator.AnswerReport.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What share of the answers is wrong when only the surest are given (El-Yaniv and Wiener, JMLR 2010). Questions without an
 * answer and those whose answer is known take part: of no other can it be told whether an answer is right.
 *
 * @param points one for each score that some answer has, the highest first
 * @param questions that take part
 */
record RiskCoverage(List<Point> points, int questions) {

    /**
     * What answers of a score or more come to.
     *
     * @param coverage share of all questions that are answered so, in (0, 1]
     * @param risk share of these answers that are wrong, in [0, 1]
     * @param score the lowest among them
     */
    record Point(double coverage, double risk, double score) {}

    static RiskCoverage of(Collection<Outcome> outcomes) {
        List<Outcome> judged = outcomes.stream().filter(RiskCoverage::isJudged).toList();
        List<Outcome> answered = judged.stream()
                .filter(Outcome::answered)
                .sorted(Comparator.comparingDouble(Outcome::score).reversed())
                .toList();
        List<Point> points = new ArrayList<>();
        int wrong = 0;
        for (int i = 0; i < answered.size(); i++) {
            Outcome outcome = answered.get(i);
            wrong += Boolean.TRUE.equals(outcome.right()) ? 0 : 1;
            boolean last = i + 1 == answered.size() || answered.get(i + 1).score() < outcome.score();
            if (last) {
                points.add(new Point((i + 1.0) / judged.size(), wrong / (i + 1.0), outcome.score()));
            }
        }
        return new RiskCoverage(List.copyOf(points), judged.size());
    }

    private static boolean isJudged(Outcome outcome) {
        return outcome.right() != null || !outcome.answerable();
    }

    /** Where at least a share of all questions is answered with the fewest of them; empty when fewer are answered at all. */
    Optional<Point> at(double coverage) {
        return points.stream().filter(point -> point.coverage() >= coverage).findFirst();
    }
}
