package dev.nuri.retriever.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.retriever.RetrievalMetrics;
import dev.nuri.retriever.Seeds;
import dev.nuri.retriever.eval.TrecMetrics.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrecMetricsTest {

    @Test
    void aHandComputedRun() {
        List<Entry> run = List.of(new Entry("a", 3), new Entry("b", 2), new Entry("c", 1));
        RetrievalMetrics m = TrecMetrics.of(run, Map.of("b", 2, "c", 1, "z", 1));
        double gained = 2 / log2(3) + 1 / log2(4);
        double ideal = 2 / log2(2) + 1 / log2(3) + 1 / log2(4);
        assertThat(m.ndcgAt10()).isCloseTo(gained / ideal, within(1e-12));
        assertThat(m.mrrAt10()).isEqualTo(0.5);
        assertThat(m.recallAt10()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(m.recallAt100()).isEqualTo(m.recallAt10());
    }

    @Test
    void tiesGoToTheGreaterId() {
        RetrievalMetrics m = TrecMetrics.of(List.of(new Entry("a", 1), new Entry("b", 1)), Map.of("a", 1));
        assertThat(m.mrrAt10()).isEqualTo(0.5);
    }

    @Test
    void anEmptyRunCountsNothing() {
        assertThat(TrecMetrics.of(List.of(), Map.of("a", 1))).isEqualTo(new RetrievalMetrics(0, 0, 0, 0));
        assertThat(TrecMetrics.mean(List.of(new RetrievalMetrics(1, 1, 1, 1), new RetrievalMetrics(0, 0, 0, 0))))
                .isEqualTo(new RetrievalMetrics(0.5, 0.5, 0.5, 0.5));
    }

    @Test
    void agreesWithAPlainImplementationOnRandomRunsWithTies() {
        Random random = Seeds.random(TrecMetricsTest.class);
        for (int i = 0; i < 1_000; i++) {
            List<Entry> run = run(random);
            Map<String, Integer> qrels = qrels(random);
            RetrievalMetrics actual = TrecMetrics.of(run, qrels);
            String what = run + " against " + qrels;
            assertThat(actual.ndcgAt10()).as(what).isCloseTo(plainNdcg(run, qrels), within(1e-9));
            assertThat(actual.mrrAt10()).as(what).isCloseTo(plainMrr(run, qrels), within(1e-12));
            assertThat(actual.recallAt10()).as(what).isCloseTo(plainRecall(run, qrels, 10), within(1e-12));
            assertThat(actual.recallAt100()).as(what).isCloseTo(plainRecall(run, qrels, 100), within(1e-12));
        }
    }

    private static List<Entry> run(Random random) {
        List<Entry> run = new ArrayList<>();
        int size = random.nextInt(150);
        int distinct = 1 + random.nextInt(20);
        for (int i = 0; i < size; i++) {
            run.add(new Entry("p" + i, random.nextInt(distinct)));
        }
        Collections.shuffle(run, random);
        return run;
    }

    private static Map<String, Integer> qrels(Random random) {
        Map<String, Integer> qrels = new HashMap<>();
        for (int i = 1 + random.nextInt(15); i > 0; i--) {
            qrels.put("p" + random.nextInt(200), random.nextInt(4));
        }
        return qrels;
    }

    /** The rank of an id: one more than the number of entries that come before it. No sorting. */
    private static int rank(List<Entry> run, String id) {
        double score = Double.NaN;
        for (Entry entry : run) {
            if (entry.id().equals(id)) {
                score = entry.score();
            }
        }
        if (Double.isNaN(score)) {
            return Integer.MAX_VALUE;
        }
        int rank = 1;
        for (Entry entry : run) {
            boolean before = entry.score() > score
                    || (entry.score() == score && entry.id().compareTo(id) > 0);
            rank += before ? 1 : 0;
        }
        return rank;
    }

    private static double plainNdcg(List<Entry> run, Map<String, Integer> qrels) {
        double gained = 0;
        List<Integer> grades = new ArrayList<>();
        for (Map.Entry<String, Integer> judged : qrels.entrySet()) {
            int rank = rank(run, judged.getKey());
            if (rank <= 10) {
                gained += judged.getValue() / log2(rank + 1.0);
            }
            grades.add(judged.getValue());
        }
        Collections.sort(grades);
        double ideal = 0;
        for (int i = 1; i <= 10 && i <= grades.size(); i++) {
            ideal += grades.get(grades.size() - i) / log2(i + 1.0);
        }
        return ideal == 0 ? 0 : gained / ideal;
    }

    private static double plainMrr(List<Entry> run, Map<String, Integer> qrels) {
        int first = Integer.MAX_VALUE;
        for (Map.Entry<String, Integer> judged : qrels.entrySet()) {
            if (judged.getValue() > 0) {
                first = Math.min(first, rank(run, judged.getKey()));
            }
        }
        return first <= 10 ? 1.0 / first : 0;
    }

    private static double plainRecall(List<Entry> run, Map<String, Integer> qrels, int cut) {
        double relevant = 0;
        double found = 0;
        for (Map.Entry<String, Integer> judged : qrels.entrySet()) {
            if (judged.getValue() > 0) {
                relevant++;
                found += rank(run, judged.getKey()) <= cut ? 1 : 0;
            }
        }
        return relevant == 0 ? 0 : found / relevant;
    }

    private static double log2(double x) {
        return Math.log(x) / Math.log(2);
    }
}
