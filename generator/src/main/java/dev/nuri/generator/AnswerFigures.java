package dev.nuri.generator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What was measured of the answers to a set of questions. Shares are in [0, 1]; a figure that does not apply to a set is
 * null. Measures of what an answer says are means over the questions whose answer is known, abstentions counting 0;
 * measures of citations are means over the answers that cite.
 *
 * <ul>
 *   <li>{@code citationValidity}: citations that were retrieved for their question and equal their document at their span
 *   <li>{@code coverage}: sentences of answers that have a citation
 *   <li>{@code citationPrecision}, {@code citationRecall}: as ALCE has them (Gao et al., EMNLP 2023): sentences that their
 *       citations together support; citations that support alone, or without which the others do not
 *   <li>{@code answerInCitation}: questions with a known answer in a cited passage's quote
 *   <li>{@code retrieved}: questions whose passage was among those read; {@code answerInCitationWhenRetrieved}: of these
 *   <li>{@code em}, {@code f1}: equality and overlap of the highlighted words with the nearest known answer, after SQuAD's
 *       normalisation; by characters in ko, ja, zh and th, else by words. Without a highlight, of the first quote
 *   <li>{@code hallucinationRate}: questions without an answer that were answered; {@code errorRate}: questions with one
 *       that were not (Thakur et al., NoMIRACL)
 *   <li>{@code languageMatch}: answers in the question's language, of those that quote; null for a language that
 *       cannot be told from the set's own passages
 *   <li>{@code abstainsWhenRemoved}, {@code wrongWhenRemoved}: with the passage that answers hidden
 *   <li>{@code honestScore}: 1 for an answer that is right, 0 for none, -1 for a wrong one (CRAG), in [-1, 1]
 *   <li>{@code p50Ms}, {@code p95Ms}: times of whole answers; {@code beyondSearchP95Ms} without the search
 * </ul>
 *
 * @param lang language of the questions
 * @param queries how many were asked
 * @param values figures by name, in the order of their JSON form; a value may be null
 */
public record AnswerFigures(String lang, int queries, Map<String, Double> values) {

    public AnswerFigures {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** A figure; null when it does not apply. */
    public Double value(String name) {
        return values.get(name);
    }

    /** The mean of each figure over the sets it applies to. */
    static Map<String, Double> average(Iterable<AnswerFigures> sets) {
        Set<String> names = new LinkedHashSet<>();
        sets.forEach(set -> names.addAll(set.values().keySet()));
        Map<String, Double> average = new LinkedHashMap<>();
        for (String name : names) {
            List<Double> known = new ArrayList<>();
            sets.forEach(set -> known.add(set.value(name)));
            known.removeIf(Objects::isNull);
            average.put(
                    name,
                    known.isEmpty()
                            ? null
                            : known.stream().mapToDouble(d -> d).average().orElse(0));
        }
        return average;
    }
}
