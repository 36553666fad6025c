package dev.nuri.hw.vector;

import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;

/** The threads of one device. Work is cut into ranges; what is too small for that runs on the caller's thread. */
final class Workers implements AutoCloseable {
    /** Multiplications below which handing work over costs more than it saves. */
    private static final long LEAST_WORK = 1 << 16;

    /** Ranges a thread, so that a slow one does not hold up the others. */
    private static final int RANGES_PER_THREAD = 4;

    private final ForkJoinPool pool;
    private final int threads;

    /** Part of a computation: items [from, to). */
    interface Range {
        void run(int from, int to);
    }

    Workers(int threads) {
        this.threads = threads;
        this.pool = threads > 1 ? new ForkJoinPool(threads) : null;
    }

    /**
     * Runs all items; returns when they are done.
     *
     * @param items number of items
     * @param workPerItem multiplications each takes
     */
    void run(int items, long workPerItem, Range range) {
        if (pool == null || items == 1 || items * workPerItem < LEAST_WORK) {
            range.run(0, items);
            return;
        }
        int parts = Math.min(items, threads * RANGES_PER_THREAD);
        pool.submit(() -> IntStream.range(0, parts).parallel().forEach(part -> {
                    int from = (int) ((long) items * part / parts);
                    int to = (int) ((long) items * (part + 1) / parts);
                    range.run(from, to);
                }))
                .join();
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.shutdown();
        }
    }
}
