package dev.nuri.indexer.extract;

import dev.nuri.indexer.IndexerConfig;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Looks after a process while it reads one file, ten times a second: at the time, at the memory of it and of what it
 * started, and at its temporary files. One that exceeds a bound is ended.
 */
final class Watch implements AutoCloseable {

    private static final long INTERVAL_MILLIS = 100;
    /** Looking for the programs that a process started means looking at all processes. */
    private static final int LOOKS_PER_TREE = 5;

    private final IndexerConfig.Parser limits;
    private final ProcessTree tree;
    private final TempFolder folder;
    private final Runnable kill;
    private final ScheduledFuture<?> looking;
    private final long startNanos = System.nanoTime();
    private volatile String exceeded;
    private long pausedNanos;
    private long pauseStart;
    private boolean paused;
    private int looks;

    /**
     * Begins to watch.
     *
     * @param kill ends the process
     */
    Watch(
            IndexerConfig.Parser limits,
            ProcessTree tree,
            TempFolder folder,
            ScheduledExecutorService timer,
            Runnable kill) {
        this.limits = limits;
        this.tree = tree;
        this.folder = folder;
        this.kill = kill;
        looking = timer.scheduleWithFixedDelay(this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The bound that was exceeded, as a sentence; null when none was. */
    String exceeded() {
        return exceeded;
    }

    /** Does not count the time that {@code work} takes: it is not the process's. */
    void uncounted(Runnable work) {
        synchronized (this) {
            paused = true;
            pauseStart = System.nanoTime();
        }
        try {
            work.run();
        } finally {
            synchronized (this) {
                paused = false;
                pausedNanos += System.nanoTime() - pauseStart;
            }
        }
    }

    private void look() {
        String found = bound();
        if (found != null && exceeded == null) {
            exceeded = found;
            kill.run();
        }
    }

    private String bound() {
        if (isLate()) {
            return "Reading took longer than " + limits.timeout().toMillis() / 1000.0 + " s and was stopped.";
        }
        long memory = looks++ % LOOKS_PER_TREE == 0 ? tree.memoryBytes() : tree.rootMemoryBytes();
        if (memory >> 20 > limits.memoryMiB()) {
            return "Reading takes more than the limit of " + limits.memoryMiB() + " MiB of memory and was stopped.";
        }
        if (folder.bytes() > limits.maxTempBytes()) {
            return "Reading takes more than the limit of " + limits.maxTempBytes()
                    + " bytes of temporary files and was stopped.";
        }
        return null;
    }

    private synchronized boolean isLate() {
        return !paused && used().compareTo(limits.timeout()) > 0;
    }

    /** Time the process had so far, without what is not counted. */
    synchronized Duration used() {
        return Duration.ofNanos(System.nanoTime() - startNanos - pausedNanos);
    }

    @Override
    public void close() {
        looking.cancel(false);
    }
}
