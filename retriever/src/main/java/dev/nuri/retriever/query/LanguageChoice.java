package dev.nuri.retriever.query;

import dev.nuri.indexer.LanguageGuess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Which of the plausible languages to search, and how much each counts.
 *
 * @param minProbability guesses below are not searched, but the first always is
 * @param floor weight of a language that is hardly likely; the likeliest has weight 1 and the others lie between in
 *     proportion to their probability
 */
public record LanguageChoice(double minProbability, double floor) {

    /** Languages searched at once: each costs a pair of fields. */
    public static final int MAX_LANGUAGES = 4;

    /** Chosen on development queries. */
    public static final LanguageChoice STANDARD = new LanguageChoice(0.05, 0.5);

    /** Analyzer key to weight, likeliest first; languages without an analyzer of their own give none. */
    Map<String, Double> weights(List<LanguageGuess> guesses, UnaryOperator<String> keyOf) {
        Map<String, Double> weights = new LinkedHashMap<>();
        for (LanguageGuess guess : guesses) {
            boolean plausible = guess.equals(guesses.getFirst()) || guess.probability() >= minProbability;
            String key = keyOf.apply(guess.lang());
            if (plausible && key != null && weights.size() < MAX_LANGUAGES) {
                double relative = guess.probability() / guesses.getFirst().probability();
                weights.putIfAbsent(key, floor + (1 - floor) * Math.min(1, relative));
            }
        }
        return weights;
    }
}
