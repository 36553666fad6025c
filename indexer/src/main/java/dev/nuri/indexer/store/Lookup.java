package dev.nuri.indexer.store;

import java.io.IOException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;

/** Finds entries by exact term or by query, unscored and in index order. */
final class Lookup {

    private Lookup() {}

    /** Is given the number of an entry. */
    @FunctionalInterface
    interface Action {
        void accept(int docId) throws IOException;
    }

    /** Gives every live entry with {@code term} to {@code action}. */
    static void each(IndexReader reader, Term term, Action action) throws IOException {
        for (LeafReaderContext context : reader.leaves()) {
            LeafReader leaf = context.reader();
            PostingsEnum postings = leaf.postings(term, PostingsEnum.NONE);
            if (postings == null) {
                continue;
            }
            Bits live = leaf.getLiveDocs();
            for (int doc = postings.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = postings.nextDoc()) {
                if (live == null || live.get(doc)) {
                    action.accept(context.docBase + doc);
                }
            }
        }
    }

    /** The last live entry with {@code term}, or -1. The last entry of a document's block is the document itself. */
    static int last(IndexReader reader, Term term) throws IOException {
        int[] last = {-1};
        each(reader, term, doc -> last[0] = doc);
        return last[0];
    }

    /** Gives every live entry that matches {@code query} to {@code action}. */
    static void each(IndexSearcher searcher, Query query, Action action) throws IOException {
        Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
        for (LeafReaderContext context : searcher.getIndexReader().leaves()) {
            Scorer scorer = weight.scorer(context);
            if (scorer == null) {
                continue;
            }
            Bits live = context.reader().getLiveDocs();
            DocIdSetIterator docs = scorer.iterator();
            for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
                if (live == null || live.get(doc)) {
                    action.accept(context.docBase + doc);
                }
            }
        }
    }
}
