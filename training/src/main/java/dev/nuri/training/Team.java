package dev.nuri.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A fixed number of threads that share out work by number. What a number's work is never depends on how many threads
 * there are, so that results do not either.
 */
final class Team implements AutoCloseable {

    private final int threads;
    private final ExecutorService executor;

    Team(int threads) {
        this.threads = threads;
        executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "training");
            thread.setDaemon(true);
            return thread;
        });
    }

    int threads() {
        return threads;
    }

    /** Work on the numbers in [from, to). */
    @FunctionalInterface
    interface Block {
        void run(int from, int to);
    }

    /** Splits [0, n) into a block for each thread and waits for all. */
    void blocks(int n, Block block) {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int from = (int) ((long) n * t / threads);
            int to = (int) ((long) n * (t + 1) / threads);
            tasks.add(() -> {
                block.run(from, to);
                return null;
            });
        }
        run(tasks);
    }

    /** Does something with each item; which thread takes which is not fixed. */
    <T> void each(List<T> items, Consumer<T> work) {
        AtomicInteger next = new AtomicInteger();
        blocks(threads, (from, to) -> {
            for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
                work.accept(items.get(i));
            }
        });
    }

    /** An interrupt waits until the work is whole: half a step would leave half a checkpoint. */
    private void run(List<Callable<Void>> tasks) {
        List<Future<Void>> running = tasks.stream().map(executor::submit).toList();
        boolean interrupted = false;
        for (Future<Void> task : running) {
            boolean done = false;
            while (!done) {
                try {
                    task.get();
                    done = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException known
                            ? known
                            : new IllegalStateException(e.getCause());
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
