package dev.nuri.retriever.eval;

import dev.nuri.retriever.RetrievalMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * trec_eval's measures {@code ndcg_cut_10}, {@code recip_rank} within the first 10, {@code recall_10} and
 * {@code recall_100} of one query. As there, a run is ordered by score and ties by descending id, whatever order it
 * was given in.
 */
public final class TrecMetrics {

    private static final int CUT = 10;
    private static final int DEEP_CUT = 100;

    private static final Comparator<Entry> ORDER = Comparator.comparingDouble(Entry::score)
            .reversed()
            .thenComparing(Comparator.comparing(Entry::id).reversed());

    private TrecMetrics() {}

    /**
     * One line of a run.
     *
     * @param id the passage
     * @param score higher is better
     */
    public record Entry(String id, double score) {}

    /**
     * Measures one query.
     *
     * @param run what was found; each id once
     * @param qrels passage id to grade; relevant from 1 on
     */
    public static RetrievalMetrics of(List<Entry> run, Map<String, Integer> qrels) {
        List<Entry> ranked = new ArrayList<>(run);
        ranked.sort(ORDER);
        return new RetrievalMetrics(
                ndcg(ranked, qrels),
                reciprocalRank(ranked, qrels),
                recall(ranked, qrels, CUT),
                recall(ranked, qrels, DEEP_CUT));
    }

    /** The mean over queries; all zero for none. */
    public static RetrievalMetrics mean(List<RetrievalMetrics> all) {
        double n = Math.max(1, all.size());
        return new RetrievalMetrics(
                all.stream().mapToDouble(RetrievalMetrics::ndcgAt10).sum() / n,
                all.stream().mapToDouble(RetrievalMetrics::mrrAt10).sum() / n,
                all.stream().mapToDouble(RetrievalMetrics::recallAt10).sum() / n,
                all.stream().mapToDouble(RetrievalMetrics::recallAt100).sum() / n);
    }

    private static double ndcg(List<Entry> ranked, Map<String, Integer> qrels) {
        double gained = 0;
        for (int i = 0; i < Math.min(CUT, ranked.size()); i++) {
            gained += discounted(grade(ranked.get(i), qrels), i);
        }
        List<Integer> best = qrels.values().stream()
                .filter(grade -> grade > 0)
                .sorted(Comparator.reverseOrder())
                .limit(CUT)
                .toList();
        double ideal = 0;
        for (int i = 0; i < best.size(); i++) {
            ideal += discounted(best.get(i), i);
        }
        return ideal == 0 ? 0 : gained / ideal;
    }

    /** The gain of a grade at a 0-based position. */
    private static double discounted(int grade, int position) {
        return grade * Math.log(2) / Math.log(position + 2);
    }

    private static double reciprocalRank(List<Entry> ranked, Map<String, Integer> qrels) {
        for (int i = 0; i < Math.min(CUT, ranked.size()); i++) {
            if (grade(ranked.get(i), qrels) > 0) {
                return 1.0 / (i + 1);
            }
        }
        return 0;
    }

    private static double recall(List<Entry> ranked, Map<String, Integer> qrels, int cut) {
        long relevant = qrels.values().stream().filter(grade -> grade > 0).count();
        long found = ranked.stream()
                .limit(cut)
                .filter(entry -> grade(entry, qrels) > 0)
                .count();
        return relevant == 0 ? 0 : (double) found / relevant;
    }

    private static int grade(Entry entry, Map<String, Integer> qrels) {
        return Math.max(0, qrels.getOrDefault(entry.id(), 0));
    }
}
