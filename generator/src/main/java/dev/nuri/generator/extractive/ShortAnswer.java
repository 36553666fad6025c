package dev.nuri.generator.extractive;

import dev.nuri.indexer.Span;
import java.util.List;

/**
 * The few words of a sentence that answer.
 *
 * @param span in the sentence's text
 * @param score log-odds by the span model
 * @param probability among all spans of the sentence
 */
record ShortAnswer(Span span, double score, double probability) {

    /** The likeliest of a sentence; null when it has none. */
    static ShortAnswer of(Query query, String text, String lang, Weights weights) {
        SpanFeatures features = new SpanFeatures(query, text, lang);
        List<SpanCandidate> spans = SpanCandidate.of(text, features.tokens());
        double[] scores = new double[spans.size()];
        int best = -1;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = weights.span(features.of(spans.get(i)), features.names(spans.get(i)));
            best = best < 0 || scores[i] > scores[best] ? i : best;
        }
        if (best < 0) {
            return null;
        }
        double sum = 0;
        for (double score : scores) {
            sum += Math.exp(score - scores[best]);
        }
        SpanCandidate chosen = spans.get(best);
        return new ShortAnswer(new Span(chosen.start(), chosen.end()), scores[best], 1 / sum);
    }
}
