package dev.nuri.indexer.ingest;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceRecord;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Makes what is written durable every second, visible every ten, and commits in the background, so that the log stays
 * short: reading it again after a crash takes a few seconds.
 *
 * <p>A failed commit may have lost documents that were not durable yet. No source whose reading began before that is
 * recorded as read any more, so that it is read again.
 */
final class Committer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Committer.class);
    private static final long TICK_MILLIS = 1_000;
    private static final long PUBLISH_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long COMMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long COMMIT_LOG_BYTES = 32 << 20;

    private final PassageStore store;
    private final Thread thread;
    private long published = System.nanoTime();
    private long committed = System.nanoTime();
    private volatile long losses;
    private final CountDownLatch closed = new CountDownLatch(1);
    /** What went wrong at the last tick; null when nothing did. */
    private String complaint;

    Committer(PassageStore store) {
        this.store = store;
        this.thread = Thread.ofPlatform().name("nuri-commit").daemon().start(this::work);
    }

    private void work() {
        try {
            // Not ended by an interrupt, which would break a commit that is under way.
            while (!closed.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                tick();
            }
        } catch (InterruptedException e) {
            LOG.debug("background commits end", e);
        } catch (IllegalStateException e) {
            LOG.debug("background commits end with the store", e);
        }
    }

    private void tick() {
        long now = System.nanoTime();
        try {
            if (isCommitDue(now)) {
                commit();
            } else if (now - published >= PUBLISH_NANOS) {
                published = now;
                store.publish();
            } else {
                store.sync();
            }
            complaint = null;
        } catch (NuriException e) {
            complain(e);
        }
    }

    private boolean isCommitDue(long now) {
        long bytes = store.logBytes();
        return bytes >= COMMIT_LOG_BYTES || (bytes > 0 && now - committed >= COMMIT_NANOS) || complaint != null;
    }

    private void complain(NuriException e) {
        if (!e.getMessage().equals(complaint)) {
            LOG.warn(e.getMessage());
        }
        complaint = e.getMessage();
    }

    /** How often documents may have been lost so far. */
    long losses() {
        return losses;
    }

    /**
     * All documents of a source are written: records it.
     *
     * @param since what {@link #losses} was before the first was
     */
    synchronized void end(SourceRecord record, long since) {
        requireNoLoss(since);
        store.putSource(record);
    }

    private void requireNoLoss(long since) {
        if (losses != since) {
            throw new NuriException(
                    ErrorCode.DISK_FULL,
                    "What was indexed lately could not be kept, so that the source is to be read again: make room on"
                            + " the disk, then index again.");
        }
    }

    /** Makes what is written so far durable and visible. */
    void publish() {
        store.publish();
    }

    /** Commits what is written so far. */
    synchronized void commit() {
        committed = System.nanoTime();
        published = committed;
        try {
            store.commit();
        } catch (NuriException e) {
            losses++;
            throw e;
        }
    }

    /** After a failed write: keeps what can be kept and makes the store ready for new work. */
    void recover() {
        try {
            commit();
        } catch (NuriException e) {
            LOG.warnf("what was indexed and not durable yet may be lost: %s", e.getMessage());
        }
    }

    /** Ends the background work; the store commits when it is closed. */
    @Override
    public void close() {
        closed.countDown();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
