package dev.nuri.retriever;

import dev.nuri.indexer.NuriException;
import java.util.List;
import java.util.Map;

/**
 * A search.
 *
 * @param query what the user typed: 1 to {@value #MAX_QUERY_CHARS} code units with at least one letter or digit; an
 *     unpaired surrogate is replaced by U+FFFD
 * @param collection only this collection; null for all
 * @param lang only passages in this language; null for all
 * @param filters field ({@code lang}, {@code type}, {@code collection}, {@code document}) to accepted values; values
 *     of one field are alternatives, fields are joined by "and"
 * @param k hits wanted, 1 to {@value #MAX_K}
 * @param cursor continues after an earlier page, as given by {@link Hits#cursor()}; null for the first page
 * @param explain whether hits say how each leg ranked them
 * @param legs which legs to run; both, but for measuring one alone
 */
public record SearchRequest(
        String query,
        String collection,
        String lang,
        Map<String, List<String>> filters,
        int k,
        String cursor,
        boolean explain,
        Legs legs) {

    public static final int MAX_QUERY_CHARS = 10_000;
    public static final int MAX_K = 1_000;

    /** Which retrieval legs take part. */
    public enum Legs {
        LEXICAL,
        DENSE,
        HYBRID
    }

    public SearchRequest {
        query = query == null ? "" : wellFormed(query);
        filters = filters == null ? Map.of() : Map.copyOf(filters);
        if (query.isBlank()) {
            throw NuriException.invalid("The query is empty: type at least one word.");
        }
        if (query.length() > MAX_QUERY_CHARS) {
            throw NuriException.invalid(
                    "A query has at most " + MAX_QUERY_CHARS + " characters, got " + query.length() + ".");
        }
        if (k < 1 || k > MAX_K) {
            throw NuriException.invalid("k must be 1 to " + MAX_K + ", got " + k + ".");
        }
    }

    /** A first page of hits over everything. */
    public static SearchRequest of(String query, int k) {
        return new SearchRequest(query, null, null, Map.of(), k, null, false, Legs.HYBRID);
    }

    private static String wellFormed(String s) {
        StringBuilder out = null;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < s.length() && Character.isLowSurrogate(s.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                out = out == null ? new StringBuilder(s) : out;
                out.setCharAt(i, '\uFFFD');
            }
        }
        return out == null ? s : out.toString();
    }
}
