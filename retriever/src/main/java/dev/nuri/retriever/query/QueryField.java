package dev.nuri.retriever.query;

import dev.nuri.indexer.IndexSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The query as one pair of body and title fields knows it.
 *
 * @param key analyzer key of the language; null for the language-neutral fields
 * @param weight how likely passages in this language are meant, in (0, 1]
 * @param tokens terms in order of the text
 */
public record QueryField(String key, double weight, List<Token> tokens) {

    public QueryField {
        tokens = List.copyOf(tokens);
    }

    /** Name of the body field. */
    public String body() {
        return key == null ? IndexSchema.BODY : IndexSchema.body(key);
    }

    /** Name of the title field. */
    public String title() {
        return key == null ? IndexSchema.TITLE : IndexSchema.title(key);
    }

    /** Distinct terms with how often each was typed, in order of the text. */
    public Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        tokens.forEach(token -> counts.merge(token.term(), 1, Integer::sum));
        return counts;
    }
}
