package dev.nuri.generator.extractive;

import dev.nuri.indexer.Span;
import dev.nuri.retriever.Hit;

/**
 * One or more adjacent sentences of a hit's passage.
 *
 * @param hit the hit
 * @param span in the document's text
 * @param sentences how many sentences
 * @param confidence in [0, 1] that it helps to answer the question
 * @param answer the few words of it that answer, in the document's text; null when none stand out
 */
public record Quote(Hit hit, Span span, int sentences, double confidence, Span answer) {

    /** Exactly the document's text at the span. */
    public String text() {
        int start = hit.passage().start();
        return hit.passage().text().substring(span.start() - start, span.end() - start);
    }
}
