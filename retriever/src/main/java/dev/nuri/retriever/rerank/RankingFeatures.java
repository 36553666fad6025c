package dev.nuri.retriever.rerank;

import dev.nuri.retriever.Evidence;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What is weighed, of all candidates of one query. BM25 and cosine count by themselves, beside the best of all candidates
 * and by how far they stand out from the tenth; BM25 the more, and cosine the less, the more of the query's words some
 * candidate has; BM25 once more for passages in another language than the query's.
 */
final class RankingFeatures {

    /** What stands out does so from the candidate at this place. */
    private static final int TENTH = 10;

    private final double lexical;
    private final double cosine;
    private final double tenthLexical;
    private final double tenthCosine;
    private final double covered;

    private RankingFeatures(List<Evidence> candidates) {
        lexical = Math.max(1e-9, at(candidates, Evidence::lexical, 1));
        cosine = Math.max(1e-9, at(candidates, Evidence::cosine, 1));
        tenthLexical = at(candidates, Evidence::lexical, TENTH);
        tenthCosine = at(candidates, Evidence::cosine, TENTH);
        covered = at(candidates, RankingFeatures::coverage, 1);
    }

    /** The value at a place from the highest, or the lowest when there are fewer. */
    private static double at(List<Evidence> candidates, ToDoubleFunction<Evidence> value, int place) {
        double[] sorted = candidates.stream().mapToDouble(value).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[Math.max(0, sorted.length - place)];
    }

    private static double coverage(Evidence candidate) {
        return Math.max(candidate.coverage(), candidate.neutralCoverage());
    }

    /**
     * Features of each candidate.
     *
     * @return {@code [candidates.size()][13]}
     */
    static double[][] of(List<Evidence> candidates) {
        RankingFeatures query = new RankingFeatures(candidates);
        return candidates.stream().map(query::features).toArray(double[][]::new);
    }

    private double[] features(Evidence e) {
        double words = e.lexical() / lexical;
        double meaning = Math.max(0, e.cosine()) / cosine;
        return new double[] {
            words,
            meaning,
            e.cosine(),
            e.coverage(),
            e.neutralCoverage(),
            e.titleCoverage(),
            e.proximity(),
            e.sameLanguage(),
            words * covered,
            meaning * (1 - covered),
            words * (1 - e.sameLanguage()),
            Math.max(0, e.lexical() - tenthLexical) / lexical,
            Math.max(0, e.cosine() - tenthCosine)
        };
    }
}
