package dev.nuri.retriever;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.retriever.RetrievalReport.Legs;
import dev.nuri.retriever.RetrievalReport.QueryFigures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Figures of single queries, as a report's JSON form holds them for later comparison: one list per leg and measure. */
final class PerQuery {

    /** Legs by name. */
    static final Map<String, Function<Legs, RetrievalMetrics>> LEGS = legs();

    /** Measures that are compared. */
    static final List<String> MEASURES = List.of("ndcg@10", "mrr@10");

    private static final String IDS = "ids";

    private PerQuery() {}

    private static Map<String, Function<Legs, RetrievalMetrics>> legs() {
        Map<String, Function<Legs, RetrievalMetrics>> legs = new LinkedHashMap<>();
        legs.put("lexical", Legs::lexical);
        legs.put("dense", Legs::dense);
        legs.put("hybrid", Legs::hybrid);
        return legs;
    }

    static Map<String, Object> toJson(List<QueryFigures> each) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(IDS, each.stream().map(QueryFigures::id).toList());
        LEGS.forEach((name, leg) -> {
            if (each.stream().allMatch(query -> leg.apply(query.legs()) != null)) {
                Map<String, Object> measures = new LinkedHashMap<>();
                for (String measure : MEASURES) {
                    measures.put(
                            measure,
                            each.stream()
                                    .map(query -> value(leg.apply(query.legs()), measure))
                                    .toList());
                }
                json.put(name, measures);
            }
        });
        return json;
    }

    static double value(RetrievalMetrics metrics, String measure) {
        return metrics.named().get(measure);
    }

    /**
     * Reads one leg's measure back.
     *
     * @return query id to figure; empty when it was not written
     */
    static Map<String, Double> read(JsonNode each, String leg, String measure) {
        Map<String, Double> figures = new LinkedHashMap<>();
        JsonNode values = each.path(leg).path(measure);
        for (int i = 0; i < values.size(); i++) {
            figures.put(each.path(IDS).path(i).asText(), values.path(i).asDouble());
        }
        return figures;
    }
}
