package dev.nuri.retriever.dense;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.retriever.fusion.PassageColumns;
import dev.nuri.retriever.fusion.Scored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.ConjunctionUtils;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.VectorUtil;

/** Finds the passages whose vectors are nearest to one. For one search. */
public sealed interface NearestPassages {

    /**
     * Finds them, with the cosine of both vectors.
     *
     * @param vector of unit length
     * @param filter passages allowed; null for all
     * @param depth how many at most
     */
    List<Scored> find(float[] vector, Query filter, int depth) throws IOException;

    /** Ids of what was found, and cosines of Lucene's scores, which are (1 + cosine) / 2. */
    private static List<Scored> scored(IndexSearcher searcher, ScoreDoc[] found) throws IOException {
        int[] docs = new int[found.length];
        for (int i = 0; i < docs.length; i++) {
            docs[i] = found[i].doc;
        }
        Map<Integer, String> ids = new PassageColumns(searcher.getLeafContexts()).ids(docs);
        List<Scored> scored = new ArrayList<>(found.length);
        for (ScoreDoc hit : found) {
            scored.add(new Scored(ids.get(hit.doc), hit.doc, 2.0 * hit.score - 1));
        }
        return scored;
    }

    /**
     * By the graph and the vectors' short forms, which are made from all that lie in a segment together.
     *
     * @param searcher of the whole index
     */
    record OfAll(IndexSearcher searcher) implements NearestPassages {

        @Override
        public List<Scored> find(float[] vector, Query filter, int depth) throws IOException {
            KnnFloatVectorQuery query = new KnnFloatVectorQuery(IndexSchema.VECTOR, vector, depth, filter);
            return scored(searcher, searcher.search(query, depth).scoreDocs);
        }
    }

    /**
     * By the vectors themselves, so that no cosine depends on vectors that are hidden: all visible ones are compared while
     * they are few; of more, the graph chooses which.
     *
     * @param searcher of a part of the index
     */
    record OfSome(IndexSearcher searcher) implements NearestPassages {

        /** Visible entries up to which all vectors are compared: a vector takes a read and a product. */
        static final int FEW = 20_000;

        /** The short forms misplace some at the border, so that more are looked at. */
        private static final int SPARE = 2;

        private static final Comparator<ScoreDoc> NEAREST_LAST = Comparator.<ScoreDoc>comparingDouble(hit -> hit.score)
                .thenComparing(hit -> hit.doc, Comparator.reverseOrder());

        @Override
        public List<Scored> find(float[] vector, Query filter, int depth) throws IOException {
            PriorityQueue<ScoreDoc> nearest = new PriorityQueue<>(NEAREST_LAST);
            if (searcher.getIndexReader().numDocs() <= FEW) {
                compareAll(vector, filter, depth, nearest);
            } else {
                compareChosen(vector, filter, depth, nearest);
            }
            return scored(searcher, nearest.toArray(ScoreDoc[]::new));
        }

        private void compareAll(float[] vector, Query filter, int depth, PriorityQueue<ScoreDoc> nearest)
                throws IOException {
            Weight weight = filter == null
                    ? null
                    : searcher.createWeight(searcher.rewrite(filter), ScoreMode.COMPLETE_NO_SCORES, 1);
            for (LeafReaderContext leaf : searcher.getLeafContexts()) {
                FloatVectorValues vectors = leaf.reader().getFloatVectorValues(IndexSchema.VECTOR);
                Scorer allowed = weight == null ? null : weight.scorer(leaf);
                if (vectors == null || (weight != null && allowed == null)) {
                    continue;
                }
                DocIndexIterator at = vectors.iterator();
                DocIdSetIterator docs =
                        allowed == null ? at : ConjunctionUtils.intersectIterators(List.of(allowed.iterator(), at));
                Bits visible = leaf.reader().getLiveDocs();
                for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
                    if (visible == null || visible.get(doc)) {
                        float cosine = VectorUtil.dotProduct(vector, vectors.vectorValue(at.index()));
                        add(leaf.docBase + doc, cosine, depth, nearest);
                    }
                }
            }
        }

        private static void add(int doc, float cosine, int depth, PriorityQueue<ScoreDoc> nearest) {
            nearest.add(new ScoreDoc(doc, (1 + cosine) / 2));
            if (nearest.size() > depth) {
                nearest.poll();
            }
        }

        private void compareChosen(float[] vector, Query filter, int depth, PriorityQueue<ScoreDoc> nearest)
                throws IOException {
            KnnFloatVectorQuery query = new KnnFloatVectorQuery(IndexSchema.VECTOR, vector, SPARE * depth, filter);
            ScoreDoc[] chosen = searcher.search(query, SPARE * depth).scoreDocs;
            int[] docs = Arrays.stream(chosen).mapToInt(hit -> hit.doc).sorted().toArray();
            LeafReaderContext leaf = null;
            FloatVectorValues vectors = null;
            DocIndexIterator at = null;
            for (int doc : docs) {
                if (leaf == null || doc >= leaf.docBase + leaf.reader().maxDoc()) {
                    List<LeafReaderContext> leaves = searcher.getLeafContexts();
                    leaf = leaves.get(ReaderUtil.subIndex(doc, leaves));
                    vectors = leaf.reader().getFloatVectorValues(IndexSchema.VECTOR);
                    at = vectors.iterator();
                }
                at.advance(doc - leaf.docBase);
                add(doc, VectorUtil.dotProduct(vector, vectors.vectorValue(at.index())), depth, nearest);
            }
        }
    }
}
