package dev.nuri.retriever.rerank;

import dev.nuri.retriever.Evidence;
import dev.nuri.retriever.fusion.Fused;
import dev.nuri.retriever.fusion.RankedList;
import dev.nuri.retriever.fusion.Scored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Orders the head of a fused ranking by what a small network makes of {@link Evidence}. It is the one under which the
 * passages that answer development questions are likeliest among all candidates of their questions (ListNet with one
 * relevant passage: Cao et al., ICML 2007); docs/retrieval.md has the figures.
 *
 * <p>The head is what either leg has among its first {@value #HEAD}, whatever the depth of the lexical leg, so that pages
 * of one ranking do not overlap.
 */
public final class LearnedRanking {

    /** Passages of each leg that are weighed. */
    public static final int HEAD = 60;

    private static final RankingNetwork NETWORK = RankingNetwork.learned();

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
        double[] scores = Arrays.stream(RankingFeatures.of(evidence))
                .mapToDouble(NETWORK::score)
                .toArray();
        double best = Arrays.stream(scores).max().orElse(0);
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
}
