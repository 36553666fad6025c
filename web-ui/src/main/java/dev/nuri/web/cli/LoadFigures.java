package dev.nuri.web.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the requests of a load. Thread-safe. */
final class LoadFigures {

    private static final int EXAMPLES = 10;

    /** What became of one kind. */
    private static final class Kind {
        private final List<Double> millis = new ArrayList<>();
        private final Map<String, Integer> statuses = new TreeMap<>();
    }

    private final Map<LoadKind, Kind> kinds = new EnumMap<>(LoadKind.class);
    private final List<Double> firstEvents = new ArrayList<>();
    private final List<String> undeclared = new ArrayList<>();
    private int undeclaredCount;
    private int declined;
    private int hungUp;

    private Kind of(LoadKind kind) {
        return kinds.computeIfAbsent(kind, any -> new Kind());
    }

    /** A request was served. */
    synchronized void served(LoadKind kind, int status, double millis) {
        Kind figures = of(kind);
        figures.statuses.merge(Integer.toString(status), 1, Integer::sum);
        figures.millis.add(millis);
    }

    /** A request was answered otherwise, as it may be: what it asked about is gone. */
    synchronized void gone(LoadKind kind, int status) {
        of(kind).statuses.merge(Integer.toString(status), 1, Integer::sum);
    }

    /** The first event of a stream came. */
    synchronized void firstEvent(double millis) {
        firstEvents.add(millis);
    }

    /** A request was declined as the interface says: 429 or 503 with Retry-After. */
    synchronized void declined(LoadKind kind, int status) {
        of(kind).statuses.merge(Integer.toString(status), 1, Integer::sum);
        declined++;
    }

    /** The client hung up before it had its answer. */
    synchronized void hungUp() {
        of(LoadKind.CANCEL).statuses.merge("hung up", 1, Integer::sum);
        hungUp++;
    }

    /** What no description of the interface allows. */
    synchronized void undeclared(LoadKind kind, String status, String what) {
        of(kind).statuses.merge(status, 1, Integer::sum);
        undeclaredCount++;
        if (undeclared.size() < EXAMPLES) {
            undeclared.add(kind.label() + ": " + what);
        }
    }

    synchronized int undeclaredCount() {
        return undeclaredCount;
    }

    synchronized int hangUps() {
        return hungUp;
    }

    /** The 99th percentile of a kind's times in milliseconds; 0 when none was served. */
    synchronized double p99(LoadKind kind) {
        double[] sorted = of(kind).millis.stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return sorted.length == 0 ? 0 : Times.percentile(sorted, 0.99);
    }

    /**
     * Everything by its name.
     *
     * @param seconds that the load took
     */
    synchronized Map<String, Object> report(double seconds) {
        Map<String, Object> report = new LinkedHashMap<>();
        Map<String, Object> byKind = new LinkedHashMap<>();
        int requests = 0;
        for (Map.Entry<LoadKind, Kind> each : kinds.entrySet()) {
            Kind kind = each.getValue();
            int count =
                    kind.statuses.values().stream().mapToInt(Integer::intValue).sum();
            requests += count;
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("requests", count);
            figures.put("perSecond", rounded(count / seconds));
            figures.putAll(Times.figures(kind.millis.stream().mapToDouble(Double::doubleValue)));
            if (each.getKey() == LoadKind.ASK_STREAM) {
                figures.put("firstEvent", Times.figures(firstEvents.stream().mapToDouble(Double::doubleValue)));
            }
            figures.put("statuses", kind.statuses);
            byKind.put(each.getKey().label(), figures);
        }
        report.put("requests", requests);
        report.put("requestsPerSecond", rounded(requests / seconds));
        report.put("declined", declined);
        report.put("undeclared", undeclaredCount);
        report.put("undeclaredExamples", List.copyOf(undeclared));
        report.put("kinds", byKind);
        return report;
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
