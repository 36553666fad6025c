package dev.nuri.client;

import java.util.List;
import java.util.Map;

/**
 * A search.
 *
 * @param query what the user typed
 * @param collection only this collection; null for all
 * @param lang only passages in this language, as a BCP 47 tag; null for all
 * @param filters field ({@code lang}, {@code type}, {@code collection}, {@code document}) to accepted values
 * @param k hits wanted, 10 when null
 * @param perDocument hits of one document at most; null for as many as there are
 * @param cursor continues an earlier page; null for the first
 * @param explain whether hits say how they were ranked
 */
public record SearchQuery(
        String query,
        String collection,
        String lang,
        Map<String, List<String>> filters,
        Integer k,
        Integer perDocument,
        String cursor,
        boolean explain) {

    public SearchQuery {
        filters = filters == null ? Map.of() : Map.copyOf(filters);
    }

    /** A search over everything. */
    public static SearchQuery of(String query) {
        return new SearchQuery(query, null, null, null, null, null, null, false);
    }

    /** The same within one collection. */
    public SearchQuery in(String name) {
        return new SearchQuery(query, name, lang, filters, k, perDocument, cursor, explain);
    }

    /** The same for so many hits. */
    public SearchQuery limit(int hits) {
        return new SearchQuery(query, collection, lang, filters, hits, perDocument, cursor, explain);
    }

    /** The page after {@link SearchResult#cursor()}. */
    public SearchQuery after(String next) {
        return new SearchQuery(query, collection, lang, filters, k, perDocument, next, explain);
    }
}
