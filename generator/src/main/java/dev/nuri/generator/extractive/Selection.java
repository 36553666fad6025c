package dev.nuri.generator.extractive;

import java.util.List;

/**
 * What was chosen to answer a question.
 *
 * @param quotes in the order to show; empty when no passage holds a sentence
 * @param confidence in [0, 1] that the best sentence answers the question
 * @param supported whether that is enough to answer
 */
public record Selection(List<Quote> quotes, double confidence, boolean supported) {

    public Selection {
        quotes = List.copyOf(quotes);
    }
}
