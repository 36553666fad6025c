package dev.nuri.indexer.ingest;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.StageListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Hands sources from the thread that finds them to those that read them. All but reading is for the one thread that made
 * it. An interrupt of that is noted, and what was added is read all the same.
 */
final class ReadQueue implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ReadQueue.class);

    /** Found sources that wait to be read; so many that the total is known early in all but huge folders. */
    private static final int MAX_WAITING = 100_000;

    private final Consumer<Found> reader;
    private final Consumer<RuntimeException> broken;
    /** What is to be read; an empty one ends a reading thread. */
    private final BlockingQueue<Optional<Found>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);

    private final List<Thread> threads = new ArrayList<>();
    private final Object lock = new Object();
    /** Added and not read yet; guarded by {@link #lock}. */
    private int unread;

    private volatile boolean interrupted;

    /**
     * A queue whose threads have started.
     *
     * @param reader reads a source, on one of the threads
     * @param broken told what it throws
     */
    ReadQueue(int count, Consumer<Found> reader, Consumer<RuntimeException> broken) {
        this.reader = reader;
        this.broken = broken;
        for (int i = 0; i < count; i++) {
            threads.add(
                    Thread.ofPlatform().name("nuri-read-" + i).daemon().start(StageListener.carried(this::readAll)));
        }
    }

    private void readAll() {
        while (true) {
            Optional<Found> next;
            try {
                next = waiting.take();
            } catch (InterruptedException e) {
                LOG.debug("reading threads end with their queue only", e);
                continue;
            }
            if (next.isEmpty()) {
                return;
            }
            try {
                reader.accept(next.get());
            } catch (Throwable e) {
                // The thread goes on, so that what waits is drained and nobody waits for ever.
                broken.accept(new NuriException(ErrorCode.INTERNAL, "Indexing failed: " + e + ".", e));
            }
            synchronized (lock) {
                unread--;
                lock.notifyAll();
            }
        }
    }

    /** Whether the thread that adds was interrupted. */
    boolean isInterrupted() {
        return interrupted;
    }

    /** Adds a source, waiting for room. */
    void add(Found found) {
        synchronized (lock) {
            unread++;
        }
        put(Optional.of(found));
    }

    private void put(Optional<Found> work) {
        uninterruptibly(() -> waiting.put(work));
    }

    /** Returns when all that was added is read. */
    void await() {
        synchronized (lock) {
            while (unread > 0) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
    }

    /** Ends the threads when all is read. */
    @Override
    public void close() {
        threads.forEach(_ -> put(Optional.empty()));
        threads.forEach(thread -> uninterruptibly(thread::join));
    }

    private interface Waiting {
        void run() throws InterruptedException;
    }

    private void uninterruptibly(Waiting waits) {
        while (true) {
            try {
                waits.run();
                return;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
