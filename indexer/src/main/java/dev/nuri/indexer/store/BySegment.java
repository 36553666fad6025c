package dev.nuri.indexer.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;

/** Entries by the segment that holds them, so that each segment is read in one forward pass. */
final class BySegment {

    private BySegment() {}

    /** Is given a segment with numbers of entries in it, ascending; they count from the start of the index. */
    @FunctionalInterface
    interface Action {
        void accept(LeafReaderContext leaf, int[] docs) throws IOException;
    }

    /** Gives every segment that holds some of {@code docs} to {@code action}. */
    static void each(List<LeafReaderContext> leaves, int[] docs, Action action) throws IOException {
        int[] sorted = docs.clone();
        Arrays.sort(sorted);
        for (int from = 0; from < sorted.length; ) {
            LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(sorted[from], leaves));
            int end = leaf.docBase + leaf.reader().maxDoc();
            int to = from;
            while (to < sorted.length && sorted[to] < end) {
                to++;
            }
            action.accept(leaf, Arrays.copyOfRange(sorted, from, to));
            from = to;
        }
    }
}
