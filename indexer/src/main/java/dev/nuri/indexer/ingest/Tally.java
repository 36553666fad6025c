package dev.nuri.indexer.ingest;

import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestReport;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Counts what an ingest does and tells how far it is, at most ten times a second. Thread-safe. */
final class Tally {

    private static final Logger LOG = Logger.getLogger(Tally.class);
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    final AtomicLong added = new AtomicLong();
    final AtomicLong changed = new AtomicLong();
    final AtomicLong deleted = new AtomicLong();
    final AtomicLong unchanged = new AtomicLong();
    final AtomicLong passages = new AtomicLong();
    final AtomicLong duplicates = new AtomicLong();

    private final Consumer<IngestProgress> progress;
    private final long start = System.nanoTime();
    private final AtomicLong filesFound = new AtomicLong();
    private final AtomicLong filesDone = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong told = new AtomicLong(start - PERIOD_NANOS);
    private final Queue<IngestFailure> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean scanning = true;
    private volatile String current = "";

    Tally(Consumer<IngestProgress> progress) {
        this.progress = progress;
    }

    void found() {
        filesFound.incrementAndGet();
        tell();
    }

    void scanned() {
        scanning = false;
    }

    void started(String path) {
        current = path;
        tell();
    }

    void done() {
        filesDone.incrementAndGet();
        tell();
    }

    /** Something gave no document. */
    void failed(IngestFailure failure) {
        failed.incrementAndGet();
        failures.add(failure);
    }

    /** Something went wrong with a document that was indexed all the same. */
    void flawed(IngestFailure failure) {
        failures.add(failure);
    }

    private void tell() {
        long last = told.get();
        long now = System.nanoTime();
        if (now - last >= PERIOD_NANOS && told.compareAndSet(last, now)) {
            tellNow();
        }
    }

    /** Tells the end, whatever was told before. */
    void tellEnd() {
        scanning = false;
        current = "";
        tellNow();
    }

    private void tellNow() {
        try {
            progress.accept(new IngestProgress(
                    filesDone.get(), filesFound.get(), passages.get(), failures.size(), scanning, current, elapsed()));
        } catch (RuntimeException e) {
            LOG.warn("a listener of ingest progress failed", e);
        }
    }

    IngestReport report() {
        List<IngestFailure> byPath = failures.stream()
                .sorted(Comparator.comparing(IngestFailure::path)
                        .thenComparing(IngestFailure::stage)
                        .thenComparing(IngestFailure::reason))
                .toList();
        return new IngestReport(
                added.get(),
                changed.get(),
                deleted.get(),
                unchanged.get(),
                failed.get(),
                passages.get(),
                duplicates.get(),
                elapsed(),
                byPath);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
