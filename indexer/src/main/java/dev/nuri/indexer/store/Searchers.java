package dev.nuri.indexer.store;

import java.io.IOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LRUQueryCache;
import org.apache.lucene.search.QueryCache;
import org.apache.lucene.search.ReferenceManager;

/**
 * The searcher of what is visible, which snapshots share. A new one is given out only after all that it shows is
 * durable. All share one small cache, which filters on language or collection fill.
 */
final class Searchers extends ReferenceManager<Searchers.Visible> {

    private static final int MAX_QUERIES = 256;
    private static final long MAX_BYTES = 8 << 20;

    private final QueryCache cache = new LRUQueryCache(MAX_QUERIES, MAX_BYTES);
    private final Source source;
    /** What the present reader was opened from. */
    private IndexWriter opened;

    /** Where readers come from. */
    interface Source {

        /** The present writer. */
        IndexWriter writer();

        /**
         * Makes durable all that a reader shows that is open already.
         *
         * @return its generation
         */
        long makeDurable() throws IOException;
    }

    /** A searcher and its generation. */
    static final class Visible extends IndexSearcher {

        private final long generation;

        private Visible(IndexReader reader, long generation, QueryCache cache) {
            super(reader);
            this.generation = generation;
            setSimilarity(WriterFactory.SIMILARITY);
            setQueryCache(cache);
        }

        long generation() {
            return generation;
        }
    }

    /** Shows what the last commit holds, which has {@code generation}. */
    Searchers(Source source, long generation) throws IOException {
        this.source = source;
        this.opened = source.writer();
        this.current = new Visible(DirectoryReader.open(opened), generation, cache);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a new writer is another object
    protected Visible refreshIfNeeded(Visible now) throws IOException {
        IndexWriter writer = source.writer();
        DirectoryReader reader = (DirectoryReader) now.getIndexReader();
        DirectoryReader next =
                writer == opened ? DirectoryReader.openIfChanged(reader, writer) : DirectoryReader.open(writer);
        if (next == null) {
            return null;
        }
        try {
            long generation = source.makeDurable();
            opened = writer;
            return new Visible(next, generation, cache);
        } catch (IOException | RuntimeException e) {
            next.close();
            throw e;
        }
    }

    @Override
    protected void decRef(Visible searcher) throws IOException {
        searcher.getIndexReader().decRef();
    }

    @Override
    protected boolean tryIncRef(Visible searcher) {
        return searcher.getIndexReader().tryIncRef();
    }

    @Override
    protected int getRefCount(Visible searcher) {
        return searcher.getIndexReader().getRefCount();
    }
}
