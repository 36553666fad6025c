package dev.nuri.web.api;

import dev.nuri.retriever.SearchRequest;
import java.util.List;
import java.util.Map;

/**
 * A search as it is sent.
 *
 * @param query what the user typed
 * @param like id of a passage to find others like it, instead of a query
 * @param collection only this collection; null for all
 * @param lang only passages in this language; null for all
 * @param filters field to accepted values: {@code lang}, {@code type}, {@code collection}, {@code document}
 * @param k hits wanted, {@value #DEFAULT_K} when null
 * @param cursor continues an earlier page; null for the first
 * @param explain whether hits say how they were ranked; null for no
 */
public record SearchBody(
        String query,
        String like,
        String collection,
        String lang,
        Map<String, List<String>> filters,
        Integer k,
        String cursor,
        Boolean explain) {

    public static final int DEFAULT_K = 10;

    /**
     * The same for the retriever.
     *
     * @throws dev.nuri.indexer.NuriException when a rule is broken
     */
    public SearchRequest request() {
        return new SearchRequest(
                query,
                like,
                collection,
                lang,
                Filters.checked(filters),
                k == null ? DEFAULT_K : k,
                cursor,
                Boolean.TRUE.equals(explain),
                SearchRequest.Legs.HYBRID);
    }
}
