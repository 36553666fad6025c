package dev.nuri.retriever;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well rankings agree with relevance judgements, averaged over queries, each in [0, 1]. Definitions are those of
 * trec_eval: a query without hits counts 0.
 *
 * @param ndcgAt10 discounted cumulative gain of the first 10 over that of the best order; the gain is the grade itself
 * @param mrrAt10 one over the rank of the first relevant hit among the first 10
 * @param recallAt10 relevant passages among the first 10, of all relevant ones
 * @param recallAt100 relevant passages among the first 100, of all relevant ones
 */
public record RetrievalMetrics(double ndcgAt10, double mrrAt10, double recallAt10, double recallAt100) {

    /** The figures under the names that reports use: {@code ndcg@10}, {@code mrr@10}, {@code recall@10/100}. */
    public Map<String, Double> named() {
        Map<String, Double> named = new LinkedHashMap<>();
        named.put("ndcg@10", ndcgAt10);
        named.put("mrr@10", mrrAt10);
        named.put("recall@10", recallAt10);
        named.put("recall@100", recallAt100);
        return named;
    }
}
