package dev.nuri.indexer.store;

import org.apache.lucene.index.IndexReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LRUQueryCache;
import org.apache.lucene.search.QueryCache;
import org.apache.lucene.search.SearcherFactory;

/** Makes the searcher of each commit. They share one small cache, which filters on language or collection fill. */
final class Searchers extends SearcherFactory {

    private static final int MAX_QUERIES = 256;
    private static final long MAX_BYTES = 8 << 20;

    private final QueryCache cache = new LRUQueryCache(MAX_QUERIES, MAX_BYTES);

    @Override
    public IndexSearcher newSearcher(IndexReader reader, IndexReader previous) {
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setSimilarity(WriterFactory.SIMILARITY);
        searcher.setQueryCache(cache);
        return searcher;
    }
}
