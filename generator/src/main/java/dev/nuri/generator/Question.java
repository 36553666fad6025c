package dev.nuri.generator;

import dev.nuri.indexer.Viewer;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A question.
 *
 * @param viewer for whom: what he may not read is not there
 * @param text what the user asked; the rules of a search's query apply
 * @param collection only this collection; null for all
 * @param lang only passages in this language; null for all
 * @param filters as for a search
 * @param model {@code extractive} to be answered by quotes; null, or any other name, for whatever the answerer has
 * @param think whether a model that can should think first
 * @param history earlier turns, oldest first
 */
public record Question(
        Viewer viewer,
        String text,
        String collection,
        String lang,
        Map<String, List<String>> filters,
        String model,
        boolean think,
        List<Turn> history) {

    public Question {
        Objects.requireNonNull(viewer, "viewer");
        filters = filters == null ? Map.of() : Map.copyOf(filters);
        history = history == null ? List.of() : List.copyOf(history);
    }

    /** A question to whatever the answerer has. */
    public Question(
            Viewer viewer,
            String text,
            String collection,
            String lang,
            Map<String, List<String>> filters,
            boolean think,
            List<Turn> history) {
        this(viewer, text, collection, lang, filters, null, think, history);
    }

    /** A question over everything, without history. */
    public static Question of(Viewer viewer, String text) {
        return new Question(viewer, text, null, null, Map.of(), false, List.of());
    }

    /**
     * One earlier exchange.
     *
     * @param question what was asked
     * @param answer what was answered
     */
    public record Turn(String question, String answer) {}
}
