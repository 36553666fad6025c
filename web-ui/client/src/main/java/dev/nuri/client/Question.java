package dev.nuri.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A question.
 *
 * @param text what the user asks
 * @param collection only this collection; null for all
 * @param lang only passages in this language, as a BCP 47 tag; null for all
 * @param filters as for a search
 * @param model who answers; null for the server's own choice
 * @param think whether a model that can should think first
 * @param history earlier turns, oldest first
 */
public record Question(
        @JsonProperty("question") String text,
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

    /**
     * One earlier exchange.
     *
     * @param question what was asked
     * @param answer what was answered
     */
    public record Turn(String question, String answer) {}

    /** A question over everything. */
    public static Question of(String text) {
        return new Question(text, null, null, null, null, false, null);
    }

    /** The same within one collection. */
    public Question in(String name) {
        return new Question(text, name, lang, filters, model, think, history);
    }

    /** A question that follows up this one and its answer. */
    public Question then(Answer answer, String next) {
        List<Turn> turns = new ArrayList<>(history);
        turns.add(new Turn(text, answer.text()));
        return new Question(next, collection, lang, filters, model, think, turns);
    }
}
