package dev.nuri.hw;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads a host device computes on: the caller and helpers that wait for it. A model hands out some two hundred small
 * jobs for each token, so helpers spin a little before they sleep: the next job mostly comes within microseconds, and
 * waking a thread takes tens of them. Items of a job are claimed one by one, so a thread that is held up does not hold up
 * the others, and a helper that comes late finds nothing left to do. One caller at a time.
 */
public final class ThreadTeam implements AutoCloseable {
    /** Looks at the job before a helper sleeps, some 300 microseconds. */
    private static final int SPINS = 16_000;

    /** How long the caller sleeps between looks at the last item, once it has spun: the machine is busy then. */
    private static final long NAP_NANOS = 20_000;

    private final Helper[] helpers;
    private volatile Job job; // the latest
    private volatile boolean closed;

    /** Part of a computation. */
    public interface Work {
        /**
         * Computes one item.
         *
         * @param thread 0 to {@link #threads} - 1, none twice at the same time: an index of scratch memory
         * @param item what to compute
         */
        void run(int thread, int item);
    }

    /**
     * Starts the helpers.
     *
     * @param name what threads are called, before a number
     * @param threads in all, the caller's included; at least 1
     */
    public ThreadTeam(String name, int threads) {
        helpers = new Helper[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Helper(name, i + 1);
            helpers[i].start();
        }
    }

    /** Threads, the caller's included. */
    public int threads() {
        return helpers.length + 1;
    }

    /** Runs items [0, items) on all threads; returns when they are done, or throws what the first failure threw. */
    public void run(int items, Work work) {
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

    /** Ends the helpers; no job may be running. */
    @Override
    public void close() {
        closed = true;
        for (Helper helper : helpers) {
            LockSupport.unpark(helper);
        }
        boolean interrupted = false;
        for (Helper helper : helpers) {
            interrupted |= joinUninterruptibly(helper);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    private static final class Job {
        private final Work work;
        private final int items;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Job(Work work, int items) {
            this.work = work;
            this.items = items;
        }

        void help(int thread) {
            for (int item = next.getAndIncrement(); item < items; item = next.getAndIncrement()) {
                try {
                    work.run(thread, item);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    done.incrementAndGet();
                }
            }
        }

        void await() {
            for (int spins = 0; done.get() < items; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(NAP_NANOS); // whoever has the last item may need this very processor
                }
            }
            switch (failure.get()) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
    }

    private final class Helper extends Thread {
        private final int number;
        private volatile boolean asleep;

        Helper(String name, int number) {
            super(name + "-" + number);
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
                    LockSupport.park(ThreadTeam.this);
                }
                asleep = false;
            }
            return closed ? null : job;
        }
    }
}
