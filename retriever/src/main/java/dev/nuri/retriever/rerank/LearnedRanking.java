package dev.nuri.retriever.rerank;

import dev.nuri.retriever.Evidence;
import dev.nuri.retriever.fusion.Fused;
import dev.nuri.retriever.fusion.RankedList;
import dev.nuri.retriever.fusion.Scored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Orders the head of a fused ranking by a learned weighing of {@link Evidence}. The weights are those under which the
 * passages that answer development questions are likeliest among all candidates of their questions (ListNet with one
 * relevant passage: Cao et al., ICML 2007); docs/retrieval.md has the figures.
 *
 * <p>The head is what either leg has among its first {@value #HEAD}, whatever the depth of the lexical leg, so that pages
 * of one ranking do not overlap.
 */
public final class LearnedRanking {

    /** Passages of each leg that are weighed. */
    public static final int HEAD = 60;

    private static final double[] WEIGHTS = {3.69, 2.79, 2.23, 2.85, 1.56, 3.72, 2.83, 1.22, 2.02, 2.12};

    private LearnedRanking() {}

    /** Reorders the head; scores stay in order, those of the head above the rest. */
    public static List<Fused> of(List<Fused> fused, RankedList lexical, RankedList dense, EvidenceReader reader)
            throws IOException {
        Set<Integer> numbers = head(lexical, dense);
        List<Fused> head = fused.stream()
                .filter(entry -> numbers.contains(entry.item().doc()))
                .toList();
        List<Fused> rest = fused.stream()
                .filter(entry -> !numbers.contains(entry.item().doc()))
                .toList();
        List<Evidence> evidence =
                reader.read(head.stream().mapToInt(entry -> entry.item().doc()).toArray());
        List<Fused> ranking = ordered(
                head, evidence, rest.isEmpty() ? 0 : rest.getFirst().item().score());
        ranking.addAll(rest);
        return ranking;
    }

    /** Document numbers of what is weighed. */
    public static Set<Integer> head(RankedList... legs) {
        Set<Integer> numbers = new HashSet<>();
        for (RankedList leg : legs) {
            leg.items().stream().limit(HEAD).map(Scored::doc).forEach(numbers::add);
        }
        return numbers;
    }

    /** The head with scores in (floor, floor + 1], the best with the highest. */
    private static List<Fused> ordered(List<Fused> head, List<Evidence> evidence, double floor) {
        double[] scores = scores(evidence, WEIGHTS);
        double best = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            best = Math.max(best, score);
        }
        List<Fused> ordered = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            Scored item = head.get(i).item();
            ordered.add(new Fused(
                    new Scored(item.id(), item.doc(), floor + Math.exp(scores[i] - best)),
                    head.get(i).legs(),
                    evidence.get(i)));
        }
        ordered.sort((a, b) -> Scored.ORDER.compare(a.item(), b.item()));
        return ordered;
    }

    private static double[] scores(List<Evidence> evidence, double[] weights) {
        double[][] features = features(evidence);
        double[] scores = new double[features.length];
        for (int i = 0; i < scores.length; i++) {
            for (int f = 0; f < weights.length; f++) {
                scores[i] += weights[f] * features[i][f];
            }
        }
        return scores;
    }

    /**
     * What is weighed, of all candidates of one query. BM25 and cosine count beside the best of all candidates as well as
     * by themselves; BM25 the more, and cosine the less, the more of the query's words some candidate has.
     *
     * @return {@code [evidence.size()][10]}
     */
    public static double[][] features(List<Evidence> evidence) {
        double lexical = evidence.stream().mapToDouble(Evidence::lexical).max().orElse(0);
        double cosine = evidence.stream().mapToDouble(Evidence::cosine).max().orElse(0);
        double covered = evidence.stream()
                .mapToDouble(e -> Math.max(e.coverage(), e.neutralCoverage()))
                .max()
                .orElse(0);
        return evidence.stream()
                .map(e -> {
                    double a = lexical > 0 ? e.lexical() / lexical : 0;
                    double c = cosine > 0 ? Math.max(0, e.cosine()) / cosine : 0;
                    return new double[] {
                        a,
                        c,
                        e.cosine(),
                        e.coverage(),
                        e.neutralCoverage(),
                        e.titleCoverage(),
                        e.proximity(),
                        e.sameLanguage(),
                        a * covered,
                        c * (1 - covered)
                    };
                })
                .toArray(double[][]::new);
    }
}
