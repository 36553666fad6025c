package dev.nuri.generator.extractive;

import dev.nuri.indexer.EntrySearcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.lucene.index.Term;

/** {@link TermStatistics} of an index. */
public final class IndexTermStatistics implements TermStatistics {

    private final EntrySearcher searcher;

    public IndexTermStatistics(EntrySearcher searcher) {
        this.searcher = searcher;
    }

    @Override
    public double idf(String field, String term) {
        try {
            long passages = searcher.having(field);
            long holding =
                    searcher.terms(List.of(new Term(field, term))).getFirst().entries();
            return Math.log(1 + (passages - holding + 0.5) / (holding + 0.5));
        } catch (IOException e) {
            throw new UncheckedIOException("term statistics of field " + field + " could not be read", e);
        }
    }
}
