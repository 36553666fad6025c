package dev.nuri.web.api;

import dev.nuri.generator.Question;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Viewer;
import java.util.List;
import java.util.Map;

/**
 * A question as it is sent.
 *
 * @param question what the user asked
 * @param collection only this collection; null for all
 * @param lang only passages in this language; null for all
 * @param filters as for a search
 * @param model {@code extractive}, or the configured one; null for the configured one
 * @param think whether a model that can should think first; null for no
 * @param history earlier turns, oldest first; null for none
 */
public record AskBody(
        String question,
        String collection,
        String lang,
        Map<String, List<String>> filters,
        String model,
        Boolean think,
        List<Question.Turn> history) {

    /** Answers by quoting. */
    public static final String EXTRACTIVE = "extractive";

    /**
     * The same for the answerer.
     *
     * @param viewer for whom
     * @param available name of the model that answers here, beside {@link #EXTRACTIVE}
     * @throws NuriException when a rule is broken or another model is asked for
     */
    public Question question(Viewer viewer, String available) {
        if (model != null && !model.equals(available) && !model.equals(EXTRACTIVE)) {
            String others = available.equals(EXTRACTIVE) ? "" : "' or '" + available;
            throw NuriException.invalid("The model '" + model + "' is not available here; leave it out or name '"
                    + EXTRACTIVE + others + "'.");
        }
        if (question == null || question.isBlank()) {
            throw NuriException.invalid("The question is empty: type at least one word.");
        }
        if (history != null) {
            checkHistory();
        }
        return new Question(
                viewer,
                question,
                collection,
                lang,
                Filters.checked(filters),
                model,
                Boolean.TRUE.equals(think),
                history);
    }

    private void checkHistory() {
        for (int i = 0; i < history.size(); i++) {
            Question.Turn turn = history.get(i);
            if (turn == null || turn.question() == null || turn.answer() == null) {
                throw NuriException.invalid("history[" + i + "] needs a question and an answer.");
            }
        }
    }
}
