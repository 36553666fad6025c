package dev.nuri.retriever;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.eval.VectorComparison;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * What the graph and the 8-bit vectors of the index cost: its nearest passages compared with those that every vector in
 * full precision gives.
 *
 * @param queries questions compared
 * @param recallAt10 of the 10 truly nearest passages, the part that is among the 10 found; 0 to 1
 * @param recallAt100 likewise of 100
 * @param mrrAt10 mean reciprocal rank of the first relevant passage among the 10 found
 * @param exactMrrAt10 likewise among the 10 truly nearest
 */
public record VectorFigures(int queries, double recallAt10, double recallAt100, double mrrAt10, double exactMrrAt10) {

    /**
     * A question.
     *
     * @param text as a user would type it
     * @param relevant ids of documents that answer it
     */
    public record Question(String text, Set<String> relevant) {}

    /**
     * Compares; takes time in proportion to questions times passages.
     *
     * @param snapshot whose passages have vectors, and which has their embedder
     */
    public static VectorFigures measure(IndexSnapshot snapshot, List<Question> questions) {
        try {
            return VectorComparison.of(snapshot, questions);
        } catch (IOException e) {
            throw new NuriException(ErrorCode.CORRUPT, "The index cannot be read: " + e.getMessage() + ".", e);
        }
    }
}
