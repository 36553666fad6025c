package dev.nuri.generator;

import dev.nuri.indexer.StageListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** Tells a listener which stage begins, takes the time of each, and ends the work once nobody waits for it. */
final class Stages {

    private final Answerer.Listener listener;
    private final Map<String, Double> timings = new LinkedHashMap<>();
    private final long born = System.nanoTime();
    private String stage;
    private long started;
    private StageListener.Stage open;

    Stages(Answerer.Listener listener) {
        this.listener = listener;
    }

    void begin(String name) {
        requireWanted();
        end();
        stage = name;
        started = System.nanoTime();
        open = StageListener.current().begin(name);
        listener.phase(name);
    }

    void end() {
        if (stage != null) {
            add(stage, System.nanoTime() - started);
            stage = null;
            open.close();
        }
    }

    /** Time of something that is no stage of its own; it counts for the stage it lies in as well. */
    void add(String name, long nanos) {
        timings.merge(name, nanos / 1e6, Double::sum);
    }

    /** Nanoseconds since the question came. */
    long elapsed() {
        return System.nanoTime() - born;
    }

    /** Stage to milliseconds. */
    Map<String, Double> timings() {
        return timings;
    }

    /** What a model used for this. */
    void used(Answer.Usage usage) {
        listener.used(usage);
    }

    /** @throws CancellationException once the listener says cancelled */
    void requireWanted() {
        if (listener.cancelled()) {
            throw new CancellationException("nobody waits for the answer any more");
        }
    }
}
