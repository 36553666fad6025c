package dev.nuri.generator.extractive;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.IndexSearcher;

/** {@link TermStatistics} of an index. */
public final class IndexTermStatistics implements TermStatistics {

    private final IndexSearcher searcher;

    public IndexTermStatistics(IndexSearcher searcher) {
        this.searcher = searcher;
    }

    @Override
    public double idf(String field, String term) {
        try {
            CollectionStatistics statistics = searcher.collectionStatistics(field);
            long passages = statistics == null ? 0 : statistics.docCount();
            long holding = searcher.getIndexReader().docFreq(new Term(field, term));
            return Math.log(1 + (passages - holding + 0.5) / (holding + 0.5));
        } catch (IOException e) {
            throw new UncheckedIOException("term statistics of field " + field + " could not be read", e);
        }
    }
}
