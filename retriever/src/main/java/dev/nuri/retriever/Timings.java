package dev.nuri.retriever;

import dev.nuri.indexer.StageListener;
import java.util.LinkedHashMap;
import java.util.Map;

/** Measures the stages of one search, in order. For one thread. */
final class Timings {

    private final long start = System.nanoTime();
    private final Map<String, Double> millis = new LinkedHashMap<>();
    private long last = start;

    /** Ends a stage; a stage that runs again adds up. */
    void end(String stage) {
        long now = System.nanoTime();
        StageListener.current().took(stage, last, now);
        millis.merge(stage, (now - last) / 1e6, Double::sum);
        last = now;
    }

    /** Stage to milliseconds. */
    Map<String, Double> millis() {
        return new LinkedHashMap<>(millis);
    }

    /** Since the search began. */
    long nanos() {
        return System.nanoTime() - start;
    }
}
