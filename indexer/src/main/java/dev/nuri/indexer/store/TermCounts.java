package dev.nuri.indexer.store;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.SmallFloat;

/** How many terms each entry of a segment has in one field. */
final class TermCounts {

    /**
     * Sums over some entries.
     *
     * @param entries that have the field
     * @param terms in them
     */
    record Sums(int entries, long terms) {}

    /** Entries that have the field. */
    private final FixedBitSet present;
    /** [maxDoc], at most {@link Character#MAX_VALUE} each; null when each has one. */
    private final char[] counts;

    private TermCounts(FixedBitSet present, char[] counts) {
        this.present = present;
        this.counts = counts;
    }

    /**
     * Sums of a field that has norms, which are the lengths of its texts, the longer the more coarsely. Exact lengths
     * would have to be counted from every posting.
     *
     * @param visible the entries to sum over
     */
    static Sums ofNorms(LeafReader leaf, String field, FixedBitSet visible) throws IOException {
        NumericDocValues norms = leaf.getNormValues(field);
        int entries = 0;
        long terms = 0;
        if (norms != null) {
            for (int doc = norms.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = norms.nextDoc()) {
                byte norm = (byte) norms.longValue();
                if (norm != 0 && visible.get(doc)) {
                    entries++;
                    terms += SmallFloat.byte4ToInt(norm);
                }
            }
        }
        return new Sums(entries, terms);
    }

    /** Counts the terms of a field without norms, entry by entry: as long as the segment lives, once. */
    static TermCounts count(LeafReader leaf, Terms field) throws IOException {
        FixedBitSet present = new FixedBitSet(leaf.maxDoc());
        char[] counts = new char[leaf.maxDoc()];
        boolean single = true;
        TermsEnum terms = field.iterator();
        PostingsEnum postings = null;
        while (terms.next() != null) {
            postings = terms.postings(postings, PostingsEnum.NONE);
            for (int doc = postings.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = postings.nextDoc()) {
                present.set(doc);
                counts[doc] = (char) Math.min(counts[doc] + 1, Character.MAX_VALUE);
                single &= counts[doc] == 1;
            }
        }
        return new TermCounts(present, single ? null : counts);
    }

    /** Sums over the entries of {@code visible}. */
    Sums sums(FixedBitSet visible) throws IOException {
        int entries = (int) FixedBitSet.intersectionCount(present, visible);
        long terms = entries;
        if (counts != null) {
            terms = 0;
            BitSetIterator some = new BitSetIterator(visible, entries);
            for (int doc = some.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = some.nextDoc()) {
                terms += counts[doc];
            }
        }
        return new Sums(entries, terms);
    }
}
