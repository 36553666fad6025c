package dev.nuri.indexer.store;

import dev.nuri.indexer.IndexSchema;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.index.LeafReaderContext;
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

/** Finds entries whose vectors are nearest to one. Scores are Lucene's, (1 + cosine) / 2. For one search. */
final class NearestVectors {

    /** Visible entries up to which all vectors are compared: a vector takes a read and a product. */
    private static final int FEW = 20_000;

    /** The short forms misplace some at the border, so that more are looked at. */
    private static final int SPARE = 2;

    private static final Comparator<ScoreDoc> NEAREST_LAST = Comparator.<ScoreDoc>comparingDouble(hit -> hit.score)
            .thenComparing(hit -> hit.doc, Comparator.reverseOrder());

    private final IndexSearcher searcher;
    private final float[] vector;
    private final int depth;
    private final PriorityQueue<ScoreDoc> nearest = new PriorityQueue<>(NEAREST_LAST);

    private NearestVectors(IndexSearcher searcher, float[] vector, int depth) {
        this.searcher = searcher;
        this.vector = vector;
        this.depth = depth;
    }

    /**
     * By the graph and the vectors' short forms, which are made from all that lie in a segment together.
     *
     * @param searcher of the whole index
     */
    static ScoreDoc[] ofAll(IndexSearcher searcher, float[] vector, Query filter, int depth) throws IOException {
        KnnFloatVectorQuery query = new KnnFloatVectorQuery(IndexSchema.VECTOR, vector, depth, filter);
        return searcher.search(query, depth).scoreDocs;
    }

    /**
     * By the vectors themselves, so that no cosine depends on vectors that are hidden: all visible ones are compared while
     * they are few; of more, the graph chooses which.
     *
     * @param searcher of a part of the index
     */
    static ScoreDoc[] ofSome(IndexSearcher searcher, float[] vector, Query filter, int depth) throws IOException {
        NearestVectors search = new NearestVectors(searcher, vector, depth);
        if (searcher.getIndexReader().numDocs() <= FEW) {
            search.compareAll(filter);
        } else {
            search.compareChosen(filter);
        }
        return search.nearest.toArray(ScoreDoc[]::new);
    }

    /** By all vectors there are, nearest first. */
    static ScoreDoc[] byAll(IndexSearcher searcher, float[] vector, int depth) throws IOException {
        NearestVectors search = new NearestVectors(searcher, vector, depth);
        search.compareAll(null);
        ScoreDoc[] found = search.nearest.toArray(ScoreDoc[]::new);
        Arrays.sort(found, NEAREST_LAST.reversed());
        return found;
    }

    private void compareAll(Query filter) throws IOException {
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
                    add(leaf.docBase + doc, VectorUtil.dotProduct(vector, vectors.vectorValue(at.index())));
                }
            }
        }
    }

    private void compareChosen(Query filter) throws IOException {
        ScoreDoc[] chosen = ofAll(searcher, vector, filter, SPARE * depth);
        int[] docs = Arrays.stream(chosen).mapToInt(hit -> hit.doc).toArray();
        new Columns(searcher.getLeafContexts())
                .cosines(vector, docs)
                .forEach((doc, cosine) -> add(doc, cosine.floatValue()));
    }

    private void add(int doc, float cosine) {
        if (nearest.size() == depth && (1 + cosine) / 2 < nearest.peek().score) {
            return;
        }
        nearest.add(new ScoreDoc(doc, (1 + cosine) / 2));
        if (nearest.size() > depth) {
            nearest.poll();
        }
    }
}
