package dev.nuri.generator.extractive;

import dev.nuri.indexer.Span;

/** A sentence that may be quoted, measured and scored. Immutable. */
final class Candidate {

    private final ReadPassage passage;
    private final Sentence sentence;
    private final double[] features;
    private final double score;
    private final double probability;

    /**
     * A candidate.
     *
     * @param features by index of {@link Feature}; not copied
     * @param score by the ranking network
     * @param probability among all candidates of the question that it is the one to quote
     */
    Candidate(ReadPassage passage, Sentence sentence, double[] features, double score, double probability) {
        this.passage = passage;
        this.sentence = sentence;
        this.features = features;
        this.score = score;
        this.probability = probability;
    }

    Candidate withScore(double of) {
        return new Candidate(passage, sentence, features, of, probability);
    }

    Candidate withProbability(double of) {
        return new Candidate(passage, sentence, features, score, of);
    }

    ReadPassage passage() {
        return passage;
    }

    Sentence sentence() {
        return sentence;
    }

    double[] features() {
        return features;
    }

    double feature(Feature feature) {
        return features[feature.index()];
    }

    double score() {
        return score;
    }

    double probability() {
        return probability;
    }

    /** Its span in the document. */
    Span inDocument() {
        int start = passage.hit().passage().start();
        return new Span(start + sentence.span().start(), start + sentence.span().end());
    }
}
