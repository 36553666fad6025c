package dev.nuri.retriever.suggest;

import dev.nuri.indexer.IndexSchema;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TermsEnum.SeekStatus;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/**
 * Stretches of the index's sorted terms, with how many live entries of a collection have each. The work is bounded: a
 * stretch ends after {@value #MAX_TERMS} terms a segment, a count at {@value #MAX_COUNT}.
 *
 * @param leaves segments of the snapshot
 * @param collection counts entries of this one only; null for all
 */
public record Completions(List<LeafReaderContext> leaves, String collection) {

    static final int MAX_TERMS = 5_000;
    static final int MAX_COUNT = 1_000;

    /** Told each term of a stretch and how many entries have it; false ends the stretch in this segment. */
    @FunctionalInterface
    interface Visitor {
        boolean term(BytesRef term, Count count) throws IOException;
    }

    /** Counts when asked: most terms of a stretch are left out before. */
    @FunctionalInterface
    interface Count {
        long entries() throws IOException;
    }

    /** Visits the terms of a field from {@code from} on, segment by segment. */
    void each(String field, String from, Visitor visitor) throws IOException {
        BytesRef start = new BytesRef(from);
        for (LeafReaderContext leaf : leaves) {
            Terms terms = leaf.reader().terms(field);
            TermsEnum at = terms == null ? null : terms.iterator();
            if (at == null || at.seekCeil(start) == SeekStatus.END) {
                continue;
            }
            int left = MAX_TERMS;
            do {
                if (!visitor.term(at.term(), () -> count(leaf.reader(), at))) {
                    break;
                }
            } while (--left > 0 && at.next() != null);
        }
    }

    private long count(LeafReader reader, TermsEnum term) throws IOException {
        Bits live = reader.getLiveDocs();
        SortedDocValues collections = collection == null ? null : DocValues.getSorted(reader, IndexSchema.COLLECTION);
        int wanted = collections == null ? -1 : collections.lookupTerm(new BytesRef(collection));
        long count = 0;
        PostingsEnum entries = term.postings(null, PostingsEnum.NONE);
        for (int doc = entries.nextDoc();
                doc != DocIdSetIterator.NO_MORE_DOCS && count < MAX_COUNT;
                doc = entries.nextDoc()) {
            boolean inCollection =
                    collections == null || (collections.advanceExact(doc) && collections.ordValue() == wanted);
            if (inCollection && (live == null || live.get(doc))) {
                count++;
            }
        }
        return count;
    }
}
