package dev.nuri.indexer.ingest;

import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceRecord;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Commits now and then, so that every commit says which sources its documents came from: a source that is only partly
 * written is recorded as unread with the documents it gave so far, and is read again if the rest never comes.
 *
 * <p>Once a write has failed, no source is recorded as read until the failure has been dealt with, since documents it
 * gave may be lost.
 */
final class Committer {

    private static final Logger LOG = Logger.getLogger(Committer.class);
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PERIOD_PASSAGES = 50_000;

    private final PassageStore store;
    private final Set<SourceJob> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong passages = new AtomicLong();
    private volatile long last = System.nanoTime();
    private volatile RuntimeException failure;

    Committer(PassageStore store) {
        this.store = store;
    }

    /** A source is about to write documents. */
    void begin(SourceJob job) {
        open.add(job);
    }

    /** All documents of a source are written: records it. */
    synchronized void end(SourceJob job, SourceRecord record) {
        requireSound();
        store.putSource(record);
        open.remove(job);
    }

    /** Passages were written; commits when it is time. */
    void written(int count) {
        if (passages.addAndGet(count) >= PERIOD_PASSAGES || System.nanoTime() - last >= PERIOD_NANOS) {
            commitIfDue();
        }
    }

    private synchronized void commitIfDue() {
        if (passages.get() >= PERIOD_PASSAGES || System.nanoTime() - last >= PERIOD_NANOS) {
            commit();
        }
    }

    /** Commits what is written so far. */
    synchronized void commit() {
        requireSound();
        try {
            open.forEach(job -> job.partial().ifPresent(store::putSource));
            store.commit();
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        } finally {
            passages.set(0);
            last = System.nanoTime();
        }
    }

    /** A write failed; from now on nothing more is recorded. */
    void failed(RuntimeException e) {
        failure = e;
    }

    /** After a failed write: keeps what can be kept and makes the store ready for new work. */
    synchronized void recover() {
        failure = null;
        try {
            commit();
        } catch (RuntimeException e) {
            acknowledge(e);
        } finally {
            open.clear();
            failure = null;
        }
    }

    /** A store that lost its last writes goes on only after a commit has failed for it. */
    private void acknowledge(RuntimeException e) {
        try {
            store.commit();
        } catch (RuntimeException again) {
            e.addSuppressed(again);
        }
        LOG.warnf("what was indexed since the last commit is lost: %s", e.getMessage());
    }

    /** Lets go of sources whose reading ended without a record; the last commit recorded them as unread. */
    void forgetOpen() {
        open.clear();
    }

    private void requireSound() {
        RuntimeException e = failure;
        if (e != null) {
            throw e;
        }
    }
}
