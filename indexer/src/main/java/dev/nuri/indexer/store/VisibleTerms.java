package dev.nuri.indexer.store;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.FilterLeafReader.FilterPostingsEnum;
import org.apache.lucene.index.FilterLeafReader.FilterTerms;
import org.apache.lucene.index.FilterLeafReader.FilterTermsEnum;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermState;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.IOBooleanSupplier;
import org.apache.lucene.util.automaton.CompiledAutomaton;

/**
 * The terms of one field that some visible entry of a segment has, with counts of visible entries. How often a term
 * stands in them altogether is not counted, as nothing asks: it is told to be once in each.
 */
final class VisibleTerms extends FilterTerms {

    /** Counts of frequent terms that are remembered for one field of one view of a segment. */
    private static final int REMEMBERED = 10_000;

    /** Terms of fewer entries are counted anew each time. */
    private static final int FREQUENT = 256;

    /** Jumping to a visible entry costs about as much as passing over this many postings. */
    private static final int JUMP = 8;

    /** Finds the sums of the field, which no search may need. */
    interface Summing {
        TermCounts.Sums sums() throws IOException;
    }

    private final FixedBitSet visible;
    private final int visibleCount;
    private final Summing summing;
    private final Map<BytesRef, Integer> frequencies = new ConcurrentHashMap<>();
    private volatile TermCounts.Sums sums;

    /**
     * The visible part of {@code in}.
     *
     * @param visible the entries of the segment that are visible, {@code visibleCount} of them
     */
    VisibleTerms(Terms in, FixedBitSet visible, int visibleCount, Summing summing) {
        super(in);
        this.visible = visible;
        this.visibleCount = visibleCount;
        this.summing = summing;
    }

    @Override
    public TermsEnum iterator() throws IOException {
        return new Visible(in.iterator());
    }

    @Override
    public TermsEnum intersect(CompiledAutomaton compiled, BytesRef startTerm) throws IOException {
        return new Visible(in.intersect(compiled, startTerm));
    }

    @Override
    public long size() {
        return -1;
    }

    private TermCounts.Sums sums() throws IOException {
        TermCounts.Sums known = sums;
        if (known == null) {
            known = summing.sums();
            sums = known;
        }
        return known;
    }

    @Override
    public int getDocCount() throws IOException {
        return sums().entries();
    }

    @Override
    public long getSumTotalTermFreq() throws IOException {
        return sums().terms();
    }

    /** At least one term in each; distinct ones are not counted, as nothing asks. */
    @Override
    public long getSumDocFreq() throws IOException {
        return sums().entries();
    }

    @Override
    public Object getStats() {
        return "visible part of a field";
    }

    private int count(TermsEnum at) throws IOException {
        int all = at.docFreq();
        if (all < FREQUENT) {
            return counted(at, all);
        }
        Integer known = frequencies.get(at.term());
        if (known == null) {
            known = counted(at, all);
            if (frequencies.size() < REMEMBERED) {
                frequencies.put(BytesRef.deepCopyOf(at.term()), known);
            }
        }
        return known;
    }

    private int counted(TermsEnum at, int all) throws IOException {
        PostingsEnum postings = at.postings(null, PostingsEnum.NONE);
        return (long) visibleCount * JUMP < all ? countedByJumps(postings) : countedInOrder(postings);
    }

    private int countedInOrder(PostingsEnum postings) throws IOException {
        int count = 0;
        for (int doc = postings.nextDoc(); doc != PostingsEnum.NO_MORE_DOCS; doc = postings.nextDoc()) {
            count += visible.get(doc) ? 1 : 0;
        }
        return count;
    }

    private int countedByJumps(PostingsEnum postings) throws IOException {
        int count = 0;
        int at = -1;
        for (int doc = next(0); doc != PostingsEnum.NO_MORE_DOCS; doc = next(Math.max(doc + 1, at))) {
            at = at < doc ? postings.advance(doc) : at;
            count += at == doc ? 1 : 0;
        }
        return count;
    }

    private int next(int from) {
        return from >= visible.length() ? PostingsEnum.NO_MORE_DOCS : visible.nextSetBit(from);
    }

    /** Passes over the terms of hidden entries alone. */
    private final class Visible extends FilterTermsEnum {

        private PostingsEnum reused;

        private Visible(TermsEnum in) {
            super(in);
        }

        private boolean isVisible() throws IOException {
            reused = in.postings(reused, PostingsEnum.NONE);
            int doc = reused.nextDoc();
            while (doc != PostingsEnum.NO_MORE_DOCS && !visible.get(doc)) {
                int next = VisibleTerms.this.next(doc);
                doc = next == PostingsEnum.NO_MORE_DOCS ? next : reused.advance(next);
            }
            return doc != PostingsEnum.NO_MORE_DOCS;
        }

        @Override
        public BytesRef next() throws IOException {
            BytesRef term = in.next();
            while (term != null && !isVisible()) {
                term = in.next();
            }
            return term;
        }

        @Override
        public SeekStatus seekCeil(BytesRef text) throws IOException {
            SeekStatus status = in.seekCeil(text);
            if (status == SeekStatus.END || isVisible()) {
                return status;
            }
            return next() == null ? SeekStatus.END : SeekStatus.NOT_FOUND;
        }

        @Override
        public boolean seekExact(BytesRef text) throws IOException {
            return in.seekExact(text) && isVisible();
        }

        @Override
        public IOBooleanSupplier prepareSeekExact(BytesRef text) throws IOException {
            IOBooleanSupplier found = in.prepareSeekExact(text);
            return found == null ? null : () -> found.get() && isVisible();
        }

        @Override
        public void seekExact(long ord) {
            throw new UnsupportedOperationException("terms have no numbers");
        }

        /** What the state is of was visible when it was taken. */
        @Override
        public void seekExact(BytesRef term, TermState state) throws IOException {
            in.seekExact(term, state);
        }

        @Override
        public int docFreq() throws IOException {
            return count(in);
        }

        @Override
        public long totalTermFreq() throws IOException {
            return docFreq();
        }

        @Override
        public PostingsEnum postings(PostingsEnum reuse, int flags) throws IOException {
            PostingsEnum of = reuse instanceof VisiblePostings own ? own.unwrap() : reuse;
            return new VisiblePostings(in.postings(of, flags));
        }
    }

    /** The visible postings of a term. */
    private final class VisiblePostings extends FilterPostingsEnum {

        private VisiblePostings(PostingsEnum in) {
            super(in);
        }

        @Override
        public int nextDoc() throws IOException {
            return visibleFrom(in.nextDoc());
        }

        @Override
        public int advance(int target) throws IOException {
            return visibleFrom(in.advance(target));
        }

        private int visibleFrom(int found) throws IOException {
            int doc = found;
            while (doc != NO_MORE_DOCS && !visible.get(doc)) {
                doc = in.nextDoc();
            }
            return doc;
        }
    }
}
