package dev.nuri.generator.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values by the name of the figure they belong to. */
final class Tally {

    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    /** Begins a figure, so that it has its place even if it never applies. */
    Tally with(String... names) {
        Arrays.stream(names).forEach(name -> values.put(name, new ArrayList<>()));
        return this;
    }

    void add(String name, double value) {
        values.get(name).add(value);
    }

    void add(String name, boolean holds) {
        add(name, holds ? 1 : 0);
    }

    /** The mean of each figure; null where nothing was added. */
    Map<String, Double> means() {
        Map<String, Double> means = new LinkedHashMap<>();
        values.forEach((name, all) -> means.put(
                name,
                all.isEmpty()
                        ? null
                        : Double.valueOf(
                                all.stream().mapToDouble(d -> d).average().orElse(0))));
        return means;
    }

    /** The value below which a share of all lie; null without any. */
    static Double quantile(List<Double> all, double share) {
        double[] sorted = all.stream().mapToDouble(d -> d).sorted().toArray();
        return sorted.length == 0
                ? null
                : Double.valueOf(sorted[(int) Math.min(sorted.length - 1, share * sorted.length)]);
    }
}
