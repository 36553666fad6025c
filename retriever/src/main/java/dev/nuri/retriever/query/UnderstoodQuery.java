package dev.nuri.retriever.query;

import dev.nuri.indexer.LanguageGuess;
import dev.nuri.indexer.Names.Name;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A query after its language was guessed and its text analysed.
 *
 * @param text what to search for and where its phrases are
 * @param lang the likeliest language, {@code und} when it cannot be told
 * @param guesses the plausible languages, likeliest first
 * @param fields languages to search, likeliest first, and the language-neutral fields last
 * @param names what may be a name, to be found in other scripts
 */
public record UnderstoodQuery(
        QueryText text, String lang, List<LanguageGuess> guesses, List<QueryField> fields, List<Name> names) {

    public UnderstoodQuery {
        guesses = List.copyOf(guesses);
        fields = List.copyOf(fields);
        names = List.copyOf(names);
    }

    /** The language-neutral fields. */
    public QueryField neutral() {
        return fields.getLast();
    }

    /** Body field to the distinct terms looked for in it and in its title field. */
    public Map<String, List<String>> terms() {
        Map<String, List<String>> terms = new LinkedHashMap<>();
        fields.forEach(
                field -> terms.put(field.body(), List.copyOf(field.counts().keySet())));
        return terms;
    }
}
