package dev.nuri.hw.nativecpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of one device. An op of a decode step takes some ten microseconds, so a worker that has just run one spins
 * for the next before it sleeps: waking a sleeping thread would take as long as the op. A worker that comes late finds
 * nothing left to do and holds nobody up.
 */
final class Team implements AutoCloseable {
    /** Looks at the next piece of work before a worker sleeps, some 300 microseconds: waking one takes tens. */
    private static final int SPINS = 16_000;

    /** How long the caller sleeps between looks at the last item, once it has spun: the machine is busy then. */
    private static final long NAP_NANOS = 20_000;

    private final Worker[] workers;
    private volatile Job current = new Job(0, (from, to) -> {});
    private volatile boolean closed;

    /** Part of a computation: items [from, to). */
    interface Range {
        void run(int from, int to);
    }

    /** @param threads in all, the caller's included; at least 1 */
    Team(int threads) {
        workers = new Worker[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i);
            workers[i].start();
        }
    }

    /** Threads, the caller's included. */
    int threads() {
        return workers.length + 1;
    }

    /**
     * Runs all items, one at a time on whichever thread is free; returns when they are done. One caller at a time.
     *
     * @throws RuntimeException the first that an item threw
     */
    void run(int items, Range range) {
        if (items == 1 || workers.length == 0) {
            range.run(0, items);
            return;
        }
        Job job = new Job(items, range);
        current = job;
        for (Worker worker : workers) {
            worker.wake();
        }
        job.work();
        for (int i = 0; job.done.get() < items; i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(NAP_NANOS); // whoever has the last item may need this very processor
            }
        }
        job.rethrow();
    }

    @Override
    public void close() {
        closed = true;
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
        for (Worker worker : workers) {
            joinUninterruptibly(worker);
        }
    }

    private static void joinUninterruptibly(Thread thread) {
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

    private static final class Job {
        private final int items;
        private final Range range;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Job(int items, Range range) {
            this.items = items;
            this.range = range;
        }

        void work() {
            for (int item = next.getAndIncrement(); item < items; item = next.getAndIncrement()) {
                try {
                    range.run(item, item + 1);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    done.incrementAndGet();
                }
            }
        }

        void rethrow() {
            switch (failure.get()) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
    }

    private final class Worker extends Thread {
        private volatile boolean asleep;

        Worker(int number) {
            super("nuri-native-" + number);
            setDaemon(true);
        }

        void wake() {
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            Job seen = null;
            while (!closed) {
                Job job = await(seen);
                job.work();
                seen = job;
            }
        }

        private Job await(Job seen) {
            for (int i = 0; i < SPINS; i++) {
                if (current != seen) {
                    return current;
                }
                Thread.onSpinWait();
            }
            asleep = true;
            while (current == seen && !closed) {
                LockSupport.park(this);
            }
            asleep = false;
            return current;
        }
    }
}
