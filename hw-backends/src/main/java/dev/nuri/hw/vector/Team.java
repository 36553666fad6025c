package dev.nuri.hw.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of one device: the caller and helpers that wait for it. A model hands out some two hundred small jobs for
 * each token, so helpers spin a little before they sleep: the next job mostly comes within microseconds. Items of a job
 * are claimed one by one, so a thread that is held up does not hold up the others. One caller at a time.
 */
final class Team implements AutoCloseable {
    /** Looks at the job before a helper sleeps, some 300 microseconds: waking one takes tens, several times a layer. */
    private static final int SPINS = 16_000;

    private final Helper[] helpers;
    private volatile Job job; // the latest
    private volatile boolean closed;

    /** Part of a computation. */
    interface Work {
        /**
         * Computes one item.
         *
         * @param thread 0 to {@link #threads} - 1, none twice at the same time: an index of scratch memory
         * @param item what to compute
         */
        void run(int thread, int item);
    }

    Team(int threads) {
        helpers = new Helper[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper(i + 1);
            helpers[i].start();
        }
    }

    int threads() {
        return helpers.length + 1;
    }

    /** Runs items [0, items) on all threads; returns when they are done, or throws what the first failure threw. */
    void run(int items, Work work) {
        if (items <= 1 || helpers.length == 0) {
            for (int i = 0; i < items; i++) {
                work.run(0, i);
            }
            return;
        }
        Job next = new Job(work, items);
        job = next;
        for (Helper helper : helpers) {
            helper.wake();
        }
        next.help(0);
        next.await();
    }

    @Override
    public void close() {
        closed = true;
        for (Helper helper : helpers) {
            LockSupport.unpark(helper);
        }
    }

    private static final class Job {
        private final Work work;
        private final int items;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger left;
        private volatile Throwable failure;

        Job(Work work, int items) {
            this.work = work;
            this.items = items;
            this.left = new AtomicInteger(items);
        }

        void help(int thread) {
            for (int item = next.getAndIncrement(); item < items; item = next.getAndIncrement()) {
                try {
                    work.run(thread, item);
                } catch (Throwable e) {
                    failure = e;
                } finally {
                    left.decrementAndGet();
                }
            }
        }

        void await() {
            while (left.get() > 0) {
                Thread.onSpinWait();
            }
            switch (failure) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(failure);
            }
        }
    }

    private final class Helper extends Thread {
        private final int number;
        private volatile boolean asleep;

        Helper(int number) {
            super("nuri-vector-" + number);
            this.number = number;
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
                seen = await(seen);
                if (seen != null) {
                    seen.help(number);
                }
            }
        }

        /** The job after {@code seen}, or null when closed. */
        private Job await(Job seen) {
            for (int spins = 0; job == seen && !closed; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                    continue;
                }
                asleep = true;
                if (job == seen && !closed) { // else the caller may have looked before we said we sleep
                    LockSupport.park(Team.this);
                }
                asleep = false;
            }
            return closed ? null : job;
        }
    }
}
