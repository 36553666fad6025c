package dev.nuri.retriever;

/** Finds the passages that best match a query. Thread-safe; each search sees one snapshot of the index. */
public interface Retriever {

    /**
     * Searches.
     *
     * @throws dev.nuri.indexer.NuriException when the request breaks a rule; never for query syntax
     */
    Hits search(SearchRequest request);
}
