package dev.nuri.web.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Times what is done one after another. */
final class Times {

    private Times() {}

    /** At most {@code count} of {@code all}, evenly spread. */
    static <T> List<T> sample(List<T> all, int count) {
        int step = Math.max(1, all.size() / count);
        return IntStream.range(0, Math.min(count, all.size()))
                .mapToObj(i -> all.get(i * step))
                .toList();
    }

    /** Runs every query through {@code warmUp}, then times it through {@code search}. */
    static Map<String, Object> of(List<String> queries, Consumer<String> warmUp, Consumer<String> search) {
        queries.forEach(warmUp);
        return figures(queries.stream().mapToDouble(q -> millis(() -> search.accept(q))));
    }

    /** Percentiles, the largest and the mean of times in milliseconds; nothing of none. */
    static Map<String, Object> figures(DoubleStream times) {
        double[] millis = times.sorted().toArray();
        Map<String, Object> figures = new LinkedHashMap<>();
        if (millis.length == 0) {
            return figures;
        }
        figures.put("p50Ms", percentile(millis, 0.50));
        figures.put("p95Ms", percentile(millis, 0.95));
        figures.put("p99Ms", percentile(millis, 0.99));
        figures.put("maxMs", percentile(millis, 1));
        figures.put("meanMs", round(Arrays.stream(millis).average().orElseThrow()));
        return figures;
    }

    static double millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    /** Nearest rank. */
    static double percentile(double[] sorted, double p) {
        return round(sorted[(int) Math.ceil(p * sorted.length) - 1]);
    }

    private static double round(double value) {
        return Math.round(value * 1e3) / 1e3;
    }
}
