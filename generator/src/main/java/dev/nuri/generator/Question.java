package dev.nuri.generator;

import java.util.List;
import java.util.Map;

/**
 * A question.
 *
 * @param text what the user asked; the rules of a search's query apply
 * @param collection only this collection; null for all
 * @param lang only passages in this language; null for all
 * @param filters as for a search
 * @param model {@code extractive} to be answered by quotes; null, or any other name, for whatever the answerer has
 * @param think whether a model that can should think first
 * @param history earlier turns, oldest first
 */
public record Question(
        String text,
        String collection,
        String lang,
        Map<String, List<String>> filters,
        String model,
        boolean think,
        List<Turn> history) {

    public Question {
        filters = filters == null ? Map.of() : Map.copyOf(filters);
        history = history == null ? List.of() : List.copyOf(history);
    }

    /** A question to whatever the answerer has. */
    public Question(
            String text,
            String collection,
            String lang,
            Map<String, List<String>> filters,
            boolean think,
            List<Turn> history) {
        this(text, collection, lang, filters, null, think, history);
    }

    /** A question over everything, without history. */
    public static Question of(String text) {
        return new Question(text, null, null, Map.of(), false, List.of());
    }

    /**
     * One earlier exchange.
     *
     * @param question what was asked
     * @param answer what was answered
     */
    public record Turn(String question, String answer) {}
}
