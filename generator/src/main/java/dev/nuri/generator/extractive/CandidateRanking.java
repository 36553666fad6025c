package dev.nuri.generator.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Ranks the quotable sentences of passages by a small network over their {@link Feature}s, under which the sentences that
 * answer development questions are likeliest among all candidates of their questions.
 */
final class CandidateRanking {

    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparingDouble(Candidate::score)
            .reversed()
            .thenComparingInt(c -> c.passage().hit().rank())
            .thenComparingInt(c -> c.sentence().index());

    private CandidateRanking() {}

    /** Every candidate, best first; ties by rank of the passage, then by place in it. */
    static List<Candidate> rank(Query query, Meaning meaning, List<ReadPassage> passages, Weights weights) {
        return rank(measured(query, meaning, passages), weights);
    }

    /** Measured candidates of one question, best first. */
    static List<Candidate> rank(List<Candidate> measured, Weights weights) {
        List<Candidate> candidates = measured.stream()
                .map(c -> c.withScore(weights.rank(c.features())))
                .toList();
        double top = candidates.stream().mapToDouble(Candidate::score).max().orElse(0);
        double sum =
                candidates.stream().mapToDouble(c -> Math.exp(c.score() - top)).sum();
        return candidates.stream()
                .map(c -> c.withProbability(Math.exp(c.score() - top) / sum))
                .sorted(BEST_FIRST)
                .toList();
    }

    /** Every candidate with its features, not yet scored, in order of the passages. */
    static List<Candidate> measured(Query query, Meaning meaning, List<ReadPassage> passages) {
        SentenceMeaning sentences = new SentenceMeaning(query, meaning, passages);
        List<Candidate> candidates = new ArrayList<>();
        double similar = 0;
        for (ReadPassage passage : passages) {
            for (Sentence sentence : passage.sentences()) {
                if (sentence.quotable()) {
                    double[] features = SentenceFeatures.of(query, sentences, passage, sentence);
                    candidates.add(new Candidate(passage, sentence, features, 0, 0));
                    similar += features[Feature.SIMILARITY.index()];
                }
            }
        }
        for (Candidate candidate : candidates) {
            candidate.features()[Feature.SIMILARITY_LEAD.index()] =
                    candidate.feature(Feature.SIMILARITY) - similar / candidates.size();
        }
        return candidates;
    }
}
