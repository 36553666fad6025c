package dev.nuri.retriever.eval;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.retriever.VectorFigures;
import dev.nuri.retriever.VectorFigures.Question;
import dev.nuri.retriever.fusion.PassageColumns;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.VectorUtil;

/** Compares the nearest passages that the index finds with the truly nearest. */
public final class VectorComparison {

    private static final int FEW = 10;
    private static final int MANY = 100;
    /** Neighbours that a search asks the graph for. */
    private static final int DEPTH = 200;

    private final IndexSearcher searcher;
    private double recallAt10;
    private double recallAt100;
    private double mrr;
    private double exactMrr;

    private VectorComparison(IndexSearcher searcher) {
        this.searcher = searcher;
    }

    /** The averages over questions. */
    public static VectorFigures of(IndexSnapshot snapshot, List<Question> questions) throws IOException {
        VectorComparison sums = new VectorComparison(snapshot.searcher());
        for (Question question : questions) {
            float[][] vectors = snapshot.embedder().embed(List.of(question.text()), Embedder.Role.QUERY);
            sums.add(vectors[0], question.relevant());
        }
        int n = questions.size();
        return new VectorFigures(n, sums.recallAt10 / n, sums.recallAt100 / n, sums.mrr / n, sums.exactMrr / n);
    }

    private void add(float[] vector, Set<String> relevant) throws IOException {
        int[] found = docs(searcher.search(new KnnFloatVectorQuery(IndexSchema.VECTOR, vector, DEPTH), MANY));
        int[] nearest = nearest(vector);
        recallAt10 += recall(found, nearest, FEW);
        recallAt100 += recall(found, nearest, MANY);
        mrr += reciprocalRank(found, relevant);
        exactMrr += reciprocalRank(nearest, relevant);
    }

    private static int[] docs(TopDocs found) {
        return Arrays.stream(found.scoreDocs).mapToInt(hit -> hit.doc).toArray();
    }

    private static double recall(int[] found, int[] nearest, int depth) {
        Set<Integer> first = new HashSet<>();
        Arrays.stream(found).limit(depth).forEach(first::add);
        int wanted = Math.min(depth, nearest.length);
        return wanted == 0
                ? 1
                : (double) Arrays.stream(nearest)
                                .limit(depth)
                                .filter(first::contains)
                                .count()
                        / wanted;
    }

    private double reciprocalRank(int[] docs, Set<String> relevant) throws IOException {
        int[] top = Arrays.copyOf(docs, Math.min(FEW, docs.length));
        Map<Integer, String> ids = new PassageColumns(searcher.getLeafContexts()).ids(top);
        for (int i = 0; i < top.length; i++) {
            String id = ids.get(top[i]);
            if (relevant.contains(id.substring(0, id.lastIndexOf('#')))) {
                return 1.0 / (i + 1);
            }
        }
        return 0;
    }

    /** The truly nearest passages, nearest first. */
    private int[] nearest(float[] query) throws IOException {
        Nearest best = new Nearest();
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            FloatVectorValues vectors = leaf.reader().getFloatVectorValues(IndexSchema.VECTOR);
            Bits live = leaf.reader().getLiveDocs();
            for (int ord = 0; vectors != null && ord < vectors.size(); ord++) {
                int doc = vectors.ordToDoc(ord);
                if (live == null || live.get(doc)) {
                    best.offer(leaf.docBase + doc, VectorUtil.dotProduct(query, vectors.vectorValue(ord)));
                }
            }
        }
        return best.docs();
    }

    /** The {@link #MANY} best so far, best first; of equal scores the earlier entry. */
    private static final class Nearest {

        private final ScoreDoc[] best = new ScoreDoc[MANY];
        private int size;

        private void offer(int doc, float score) {
            if (size == MANY && score <= best[size - 1].score) {
                return;
            }
            int at = size < MANY ? size++ : MANY - 1;
            while (at > 0 && best[at - 1].score < score) {
                best[at] = best[at - 1];
                at--;
            }
            best[at] = new ScoreDoc(doc, score);
        }

        private int[] docs() {
            return Arrays.stream(best, 0, size).mapToInt(hit -> hit.doc).toArray();
        }
    }
}
