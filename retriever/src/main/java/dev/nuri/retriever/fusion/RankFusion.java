package dev.nuri.retriever.fusion;

import dev.nuri.retriever.Hit.LegScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges ranked lists into one by their scores: a passage scores the sum of {@code weight * score / best} over the lists
 * that hold it, where {@code best} is the list's highest score (Bruch, Gai and Ingber, ACM TOIS 2023). A pure function
 * with a total order out: score, then passage id.
 */
public final class RankFusion {

    /** How slowly scores fall beyond the fused depth, in ranks. */
    private static final double FALL = 60;

    private RankFusion() {}

    /**
     * Fuses lists.
     *
     * @param lists in any order; scores are not negative
     * @param weights leg to weight; 1 where absent
     */
    public static List<Fused> fuse(List<RankedList> lists, Map<String, Double> weights) {
        Map<String, Scored> items = new HashMap<>();
        Map<String, Map<String, LegScore>> legs = new HashMap<>();
        for (RankedList list : lists) {
            double best = list.items().isEmpty() ? 1 : list.items().getFirst().score();
            double factor = weights.getOrDefault(list.leg(), 1.0) / (best > 0 ? best : 1);
            for (int i = 0; i < list.items().size(); i++) {
                Scored item = list.items().get(i);
                items.putIfAbsent(item.id(), item);
                legs.computeIfAbsent(item.id(), id -> new HashMap<>())
                        .put(list.leg(), new LegScore(i + 1, item.score(), factor * item.score()));
            }
        }
        return ranked(items, legs);
    }

    private static List<Fused> ranked(Map<String, Scored> items, Map<String, Map<String, LegScore>> legs) {
        List<Fused> fused = new ArrayList<>(items.size());
        items.forEach((id, item) -> fused.add(new Fused(new Scored(id, item.doc(), sum(legs.get(id))), legs.get(id))));
        fused.sort(Comparator.comparing(Fused::item, Scored.ORDER));
        return fused;
    }

    /** A single list as it stands, with its own scores. */
    public static List<Fused> alone(RankedList list) {
        List<Fused> fused = new ArrayList<>(list.items().size());
        for (Scored item : list.items()) {
            LegScore score = new LegScore(fused.size() + 1, item.score(), item.score());
            fused.add(new Fused(item, Map.of(list.leg(), score)));
        }
        return fused;
    }

    /**
     * Lengthens a fused ranking by what one of its lists holds beyond the depth that was fused.
     *
     * <p>The fused part must not change with the number of hits wanted, or pages would overlap; so each list is fused to
     * a fixed depth and the rest of one follows, its scores falling off from the last fused one as reciprocal ranks do.
     *
     * @param fused the ranking of the lists cut to {@code depth}
     * @param list a list longer than {@code depth}
     */
    public static List<Fused> extend(List<Fused> fused, RankedList list, int depth) {
        Map<String, Fused> known = new HashMap<>();
        fused.forEach(entry -> known.put(entry.item().id(), entry));
        List<Fused> extended = new ArrayList<>(fused);
        double last = fused.isEmpty() ? 1 : fused.getLast().item().score();
        for (int i = depth; i < list.items().size(); i++) {
            Scored item = list.items().get(i);
            if (!known.containsKey(item.id())) {
                double score = last * (FALL + depth) / (FALL + i + 1);
                LegScore leg = new LegScore(i + 1, item.score(), score);
                extended.add(new Fused(new Scored(item.id(), item.doc(), score), Map.of(list.leg(), leg)));
            }
        }
        return extended;
    }

    /** Adds in order of size, so that the sum does not depend on the order of the lists. */
    private static double sum(Map<String, LegScore> legs) {
        return legs.values().stream()
                .mapToDouble(LegScore::contribution)
                .sorted()
                .sum();
    }
}
