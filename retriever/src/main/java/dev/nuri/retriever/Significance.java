package dev.nuri.retriever;

import dev.nuri.retriever.RetrievalReport.QueryFigures;
import dev.nuri.retriever.RetrievalReport.SetFigures;
import dev.nuri.retriever.eval.PairedTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Which differences between rankings of the same questions are more than chance. */
final class Significance {

    private Significance() {}

    /** The hybrid compared with each leg: leg, measure, figures as {@link #compared} gives them. */
    static Map<String, Object> hybridAgainst(RetrievalReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (String leg : List.of("lexical", "dense")) {
            Map<String, Object> measures = new LinkedHashMap<>();
            for (String measure : PerQuery.MEASURES) {
                measures.put(measure, compared(differences(report, measure, leg)));
            }
            json.put(leg, measures);
        }
        return json;
    }

    private static Map<String, double[]> differences(RetrievalReport report, String measure, String leg) {
        Function<RetrievalReport.Legs, RetrievalMetrics> other = PerQuery.LEGS.get(leg);
        Map<String, double[]> differences = new LinkedHashMap<>();
        report.sets()
                .forEach((name, set) -> differences.put(
                        name,
                        set.each().stream()
                                .map(QueryFigures::legs)
                                .mapToDouble(legs -> PerQuery.value(legs.hybrid(), measure)
                                        - PerQuery.value(other.apply(legs), measure))
                                .toArray()));
        return differences;
    }

    /** A report compared with an earlier one, over the questions of both: leg, measure, figures. */
    static Map<String, Object> against(RetrievalReport report, RetrievalBaseline baseline) {
        Map<String, Object> json = new LinkedHashMap<>();
        PerQuery.LEGS.forEach((leg, of) -> {
            Map<String, Object> measures = new LinkedHashMap<>();
            for (String measure : PerQuery.MEASURES) {
                Map<String, double[]> differences = new LinkedHashMap<>();
                report.sets().forEach((name, set) -> {
                    double[] ofSet = differences(set, of, measure, baseline.figures(name, leg, measure));
                    if (ofSet.length > 0) {
                        differences.put(name, ofSet);
                    }
                });
                if (!differences.isEmpty()) {
                    measures.put(measure, compared(differences));
                }
            }
            if (!measures.isEmpty()) {
                json.put(leg, measures);
            }
        });
        return json;
    }

    private static double[] differences(
            SetFigures set,
            Function<RetrievalReport.Legs, RetrievalMetrics> leg,
            String measure,
            Map<String, Double> before) {
        return set.each().stream()
                .filter(query -> leg.apply(query.legs()) != null && before.containsKey(query.id()))
                .mapToDouble(query -> PerQuery.value(leg.apply(query.legs()), measure) - before.get(query.id()))
                .toArray();
    }

    /**
     * The mean difference, its interval and its probability under chance, on average over the sets and in each, there
     * corrected for the number of sets.
     */
    private static Map<String, Object> compared(Map<String, double[]> bySet) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("average", figures(List.copyOf(bySet.values())));
        Map<String, Double> probabilities = new LinkedHashMap<>();
        bySet.forEach((name, differences) -> probabilities.put(name, PairedTest.probability(List.of(differences))));
        Map<String, Double> corrected = PairedTest.holm(probabilities);
        Map<String, Object> sets = new LinkedHashMap<>();
        bySet.forEach((name, differences) -> {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("difference", PairedTest.mean(List.of(differences)));
            figures.put("interval95", PairedTest.interval(List.of(differences)));
            figures.put("p", probabilities.get(name));
            figures.put("pHolm", corrected.get(name));
            sets.put(name, figures);
        });
        json.put("sets", sets);
        return json;
    }

    private static Map<String, Object> figures(List<double[]> groups) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("difference", PairedTest.mean(groups));
        figures.put("interval95", PairedTest.interval(groups));
        figures.put("p", PairedTest.probability(groups));
        return figures;
    }
}
