package dev.nuri.retriever.eval;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.FoundPassage;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.retriever.VectorFigures;
import dev.nuri.retriever.VectorFigures.Question;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the nearest passages that the index finds with the truly nearest. */
public final class VectorComparison {

    private static final int FEW = 10;
    private static final int MANY = 100;
    /** Neighbours that a search asks the graph for. */
    private static final int DEPTH = 200;

    private final EntrySearcher searcher;
    private double recallAt10;
    private double recallAt100;
    private double mrr;
    private double exactMrr;

    private VectorComparison(EntrySearcher searcher) {
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
        List<FoundPassage> found = searcher.nearest(vector, null, DEPTH).stream()
                .sorted(Comparator.comparingDouble(FoundPassage::score).reversed())
                .limit(MANY)
                .toList();
        List<FoundPassage> nearest = searcher.nearestOfAll(vector, MANY);
        recallAt10 += recall(found, nearest, FEW);
        recallAt100 += recall(found, nearest, MANY);
        mrr += reciprocalRank(found, relevant);
        exactMrr += reciprocalRank(nearest, relevant);
    }

    private static double recall(List<FoundPassage> found, List<FoundPassage> nearest, int depth) {
        Set<String> first = found.stream().limit(depth).map(FoundPassage::id).collect(Collectors.toSet());
        int wanted = Math.min(depth, nearest.size());
        return wanted == 0
                ? 1
                : (double) nearest.stream()
                                .limit(depth)
                                .filter(passage -> first.contains(passage.id()))
                                .count()
                        / wanted;
    }

    private static double reciprocalRank(List<FoundPassage> passages, Set<String> relevant) {
        for (int i = 0; i < Math.min(FEW, passages.size()); i++) {
            String id = passages.get(i).id();
            if (relevant.contains(id.substring(0, id.lastIndexOf('#')))) {
                return 1.0 / (i + 1);
            }
        }
        return 0;
    }
}
