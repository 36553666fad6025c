package dev.nuri.indexer.store;

import dev.nuri.indexer.IndexSchema;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.VectorUtil;

/** Reads columns of entries by their numbers. */
record Columns(List<LeafReaderContext> leaves) {

    /** Values of a sorted column, by entry; absent where an entry has none. */
    Map<Integer, String> strings(String field, int[] docs) throws IOException {
        Map<Integer, String> strings = new HashMap<>();
        BySegment.each(leaves, docs, (leaf, within) -> {
            SortedDocValues values = DocValues.getSorted(leaf.reader(), field);
            for (int doc : within) {
                if (values.advanceExact(doc - leaf.docBase)) {
                    strings.put(doc, values.lookupOrd(values.ordValue()).utf8ToString());
                }
            }
        });
        return strings;
    }

    /** Values of a numeric column, by entry; absent where an entry has none. */
    Map<Integer, Long> numbers(String field, int[] docs) throws IOException {
        Map<Integer, Long> numbers = new HashMap<>();
        BySegment.each(leaves, docs, (leaf, within) -> {
            NumericDocValues values = DocValues.getNumeric(leaf.reader(), field);
            for (int doc : within) {
                if (values.advanceExact(doc - leaf.docBase)) {
                    numbers.put(doc, values.longValue());
                }
            }
        });
        return numbers;
    }

    /** Cosines of entries' vectors and one of unit length, by entry; absent where an entry has none. */
    Map<Integer, Double> cosines(float[] vector, int[] docs) throws IOException {
        Map<Integer, Double> cosines = new HashMap<>();
        eachVector(
                docs,
                (doc, values, ord) ->
                        cosines.put(doc, (double) VectorUtil.dotProduct(vector, values.vectorValue(ord))));
        return cosines;
    }

    /** Vector of an entry; null when it has none. */
    float[] vector(int doc) throws IOException {
        float[][] found = {null};
        eachVector(
                new int[] {doc},
                (_, values, ord) -> found[0] = values.vectorValue(ord).clone());
        return found[0];
    }

    private interface VectorAction {
        void accept(int doc, FloatVectorValues values, int ord) throws IOException;
    }

    private void eachVector(int[] docs, VectorAction action) throws IOException {
        BySegment.each(leaves, docs, (leaf, within) -> {
            FloatVectorValues values = leaf.reader().getFloatVectorValues(IndexSchema.VECTOR);
            if (values == null) {
                return;
            }
            DocIndexIterator at = values.iterator();
            for (int doc : within) {
                int wanted = doc - leaf.docBase;
                if (at.docID() == wanted || (at.docID() < wanted && at.advance(wanted) == wanted)) {
                    action.accept(doc, values, at.index());
                }
            }
        });
    }
}
