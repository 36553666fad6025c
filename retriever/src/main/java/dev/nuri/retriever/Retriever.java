package dev.nuri.retriever;

import java.util.List;

/** Finds the passages that best match a query. Thread-safe; each search sees one snapshot of the index. */
public interface Retriever {

    /**
     * Searches.
     *
     * @throws dev.nuri.indexer.NuriException when the request breaks a rule; never for query syntax
     */
    Hits search(SearchRequest request);

    /** How often what was looked for had been found before, cache by cache; empty where nothing is remembered. */
    default List<CacheFigures> cacheFigures() {
        return List.of();
    }
}
