package dev.nuri.generator.extractive;

import dev.nuri.indexer.Span;

/**
 * A sentence chosen to be quoted.
 *
 * @param candidate the sentence
 * @param answer the few words of it that answer; null when it has no word
 * @param confidence in [0, 1] that it answers
 */
record Quoted(Candidate candidate, ShortAnswer answer, double confidence) {

    static Quoted of(Query query, SupportMeasures measures, Candidate candidate, Weights weights) {
        String lang = candidate.passage().hit().passage().lang();
        ShortAnswer answer = ShortAnswer.of(query, candidate.sentence().text(), lang, weights);
        return new Quoted(candidate, answer, weights.confidence(measures.of(candidate), lang));
    }

    /** As a quote, with or without the words that answer. */
    Quote quote(boolean withAnswer) {
        Span span = candidate.inDocument();
        Span words = !withAnswer || answer == null
                ? null
                : new Span(
                        span.start() + answer.span().start(),
                        span.start() + answer.span().end());
        return new Quote(candidate.passage().hit(), span, 1, confidence, words);
    }
}
