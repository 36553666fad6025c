package dev.nuri.generator.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Ranks the quotable sentences of passages by a conditional logit over their {@link Feature}s. */
final class CandidateRanking {

    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingDouble(Candidate::score)
            .reversed()
            .thenComparingInt(c -> c.passage().hit().rank())
            .thenComparingInt(c -> c.sentence().index());

    private CandidateRanking() {}

    /** Every candidate, best first; ties by rank of the passage, then by place in it. */
    static List<Candidate> rank(Query query, List<ReadPassage> passages, Weights weights) {
        List<Candidate> candidates = new ArrayList<>();
        double highest = Double.NEGATIVE_INFINITY;
        for (ReadPassage passage : passages) {
            for (Sentence sentence : passage.sentences()) {
                if (sentence.quotable()) {
                    double[] features = SentenceFeatures.of(query, passage, sentence);
                    double score = weights.rank(features);
                    candidates.add(new Candidate(passage, sentence, features, score, 0));
                    highest = Math.max(highest, score);
                }
            }
        }
        double top = highest;
        double sum =
                candidates.stream().mapToDouble(c -> Math.exp(c.score() - top)).sum();
        return candidates.stream()
                .map(c -> c.withProbability(Math.exp(c.score() - top) / sum))
                .sorted(BEST_FIRST)
                .toList();
    }
}
