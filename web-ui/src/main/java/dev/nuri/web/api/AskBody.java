package dev.nuri.web.api;

import dev.nuri.generator.Question;
import dev.nuri.indexer.NuriException;
import java.util.List;
import java.util.Map;

/**
 * A question as it is sent.
 *
 * @param question what the user asked
 * @param collection only this collection; null for all
 * @param lang only passages in this language; null for all
 * @param filters as for a search
 * @param model who answers; null for the configured one
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

    /**
     * The same for the answerer.
     *
     * @param available name of the one model that answers here
     * @throws NuriException when a rule is broken or another model is asked for
     */
    public Question question(String available) {
        if (model != null && !model.equals(available)) {
            throw NuriException.invalid(
                    "The model '" + model + "' is not available here; leave it out or name '" + available + "'.");
        }
        if (question == null || question.isBlank()) {
            throw NuriException.invalid("The question is empty: type at least one word.");
        }
        return new Question(question, collection, lang, Filters.checked(filters), Boolean.TRUE.equals(think), history);
    }
}
