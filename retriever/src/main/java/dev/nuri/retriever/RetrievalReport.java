package dev.nuri.retriever;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation of retrieval measured.
 *
 * @param sets figures per set, in the order given
 * @param skipped sets that were indexed but not measured, with the reason
 * @param average over the measured sets, each weighing the same
 * @param latencyMs of whole searches with 10 hits
 * @param split which queries took part
 * @param passages indexed from all sets together
 * @param embedder id of the embedder behind the dense leg, or null
 * @param crossLingual questions of passages in other languages; null without an embedder or without two sets of renderings
 */
public record RetrievalReport(
        Map<String, SetFigures> sets,
        Map<String, String> skipped,
        Legs average,
        Latency latencyMs,
        Split split,
        long passages,
        String embedder,
        CrossLingualFigures crossLingual) {

    public RetrievalReport {
        sets = Collections.unmodifiableMap(new LinkedHashMap<>(sets));
        skipped = Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
    }

    /**
     * One set.
     *
     * @param lang language of its queries
     * @param queries how many were asked
     * @param legs the figures
     * @param each those of every query
     */
    public record SetFigures(String lang, int queries, Legs legs, List<QueryFigures> each) {

        public SetFigures {
            each = List.copyOf(each);
        }
    }

    /**
     * One query.
     *
     * @param id of the query
     * @param legs the figures
     */
    public record QueryFigures(String id, Legs legs) {}

    /**
     * The figures of each leg and of both together.
     *
     * @param lexical the lexical leg alone
     * @param dense the dense leg alone, or null without an embedder
     * @param hybrid both; equal to {@code lexical} without an embedder
     */
    public record Legs(RetrievalMetrics lexical, RetrievalMetrics dense, RetrievalMetrics hybrid) {

        Map<String, Object> toJson() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("lexical", lexical.named());
            if (dense != null) {
                json.put("dense", dense.named());
            }
            json.put("hybrid", hybrid.named());
            return json;
        }
    }

    /**
     * Milliseconds one search took.
     *
     * @param p50 median
     * @param p95 95th percentile
     * @param queries searches timed
     */
    public record Latency(double p50, double p95, int queries) {}

    /** The report as the maps and numbers of its JSON form. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        Map<String, Object> bySet = new LinkedHashMap<>();
        sets.forEach((name, figures) -> bySet.put(name, json(figures)));
        json.put("sets", bySet);
        json.put("average", average.toJson());
        json.put("latencyMs", Map.of("p50", latencyMs.p50(), "p95", latencyMs.p95(), "queries", latencyMs.queries()));
        if (average.dense() != null) {
            json.put("hybridAgainst", Significance.hybridAgainst(this));
        }
        json.put("skipped", skipped);
        json.put("split", split.label());
        json.put("passages", passages);
        json.put("embedder", embedder);
        if (crossLingual != null) {
            json.put("crossLingual", crossLingual.toJson());
        }
        return json;
    }

    private static Map<String, Object> json(SetFigures figures) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("lang", figures.lang());
        json.put("queries", figures.queries());
        json.putAll(figures.legs().toJson());
        json.put("each", PerQuery.toJson(figures.each()));
        return json;
    }
}
