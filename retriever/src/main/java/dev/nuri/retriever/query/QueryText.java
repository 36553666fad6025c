package dev.nuri.retriever.query;

import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the user typed, with its syntax found. {@link QuerySyntax} says what there is; whatever is no syntax is text.
 *
 * @param plain NFC text to look for, of the length of the NFC query: what is syntax became spaces
 * @param phrases what stood between quotation marks, at most {@value QuerySyntax#MAX_PHRASES}
 * @param required words and phrases that a passage must have
 * @param excluded words and phrases that a passage must not have
 * @param titles words and phrases that the title or a heading must have
 * @param filters field, as in {@link dev.nuri.retriever.SearchRequest#filters()}, to the values typed for it
 */
public record QueryText(
        String plain,
        List<String> phrases,
        List<String> required,
        List<String> excluded,
        List<String> titles,
        Map<String, List<String>> filters) {

    public QueryText {
        phrases = List.copyOf(phrases);
        required = List.copyOf(required);
        excluded = List.copyOf(excluded);
        titles = List.copyOf(titles);
        Map<String, List<String>> copy = new TreeMap<>();
        filters.forEach((field, values) -> copy.put(field, List.copyOf(values)));
        filters = Map.copyOf(copy);
    }

    /** Text without any syntax, in NFC. */
    public static QueryText plain(String text) {
        return new QueryText(text, List.of(), List.of(), List.of(), List.of(), Map.of());
    }

    /** Finds the syntax of a query; never throws. */
    public static QueryText parse(String query) {
        return new QuerySyntax(Normalizer.normalize(query, Normalizer.Form.NFC)).text();
    }
}
