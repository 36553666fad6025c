package dev.nuri.web.api;

import dev.nuri.indexer.Viewer;
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
 * @param perDocument hits of one document at most; null for as many as there are
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
        Integer perDocument,
        String cursor,
        Boolean explain) {

    public static final int DEFAULT_K = 10;

    /**
     * A search over everything.
     *
     * @param k hits wanted, {@value #DEFAULT_K} when null
     */
    public static SearchBody of(String query, Integer k) {
        return new SearchBody(query, null, null, null, null, k, null, null, null);
    }

    /**
     * The same for the retriever.
     *
     * @param viewer for whom
     * @throws dev.nuri.indexer.NuriException when a rule is broken
     */
    public SearchRequest request(Viewer viewer) {
        return new SearchRequest(
                viewer,
                query,
                like,
                collection,
                lang,
                Filters.checked(filters),
                k == null ? DEFAULT_K : k,
                perDocument == null ? SearchRequest.ANY_NUMBER : perDocument,
                cursor,
                Boolean.TRUE.equals(explain),
                SearchRequest.Legs.HYBRID);
    }
}
