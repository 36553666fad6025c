package dev.nuri.retriever.fusion;

import dev.nuri.indexer.IndexSchema;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedDocValues;

/** Reads columns of passages by their numbers, each segment's in one forward pass. */
public final class PassageColumns {

    private final List<LeafReaderContext> leaves;

    public PassageColumns(List<LeafReaderContext> leaves) {
        this.leaves = leaves;
    }

    /** Passage id by document number. */
    public Map<Integer, String> ids(int[] docs) throws IOException {
        Map<Integer, String> ids = new HashMap<>();
        SortedDocValues values = null;
        int current = -1;
        for (int doc : ascending(docs)) {
            int leaf = ReaderUtil.subIndex(doc, leaves);
            if (leaf != current) {
                current = leaf;
                values = DocValues.getSorted(leaves.get(leaf).reader(), IndexSchema.PASSAGE_ID);
            }
            if (values.advanceExact(doc - leaves.get(leaf).docBase)) {
                ids.put(doc, values.lookupOrd(values.ordValue()).utf8ToString());
            }
        }
        return ids;
    }

    /** SimHash by document number; absent where a passage has none. */
    public Map<Integer, Long> fingerprints(int[] docs) throws IOException {
        Map<Integer, Long> fingerprints = new HashMap<>();
        NumericDocValues values = null;
        int current = -1;
        for (int doc : ascending(docs)) {
            int leaf = ReaderUtil.subIndex(doc, leaves);
            if (leaf != current) {
                current = leaf;
                values = DocValues.getNumeric(leaves.get(leaf).reader(), IndexSchema.FINGERPRINT);
            }
            if (values.advanceExact(doc - leaves.get(leaf).docBase)) {
                fingerprints.put(doc, values.longValue());
            }
        }
        return fingerprints;
    }

    private static int[] ascending(int[] docs) {
        int[] sorted = docs.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
