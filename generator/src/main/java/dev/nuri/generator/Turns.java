package dev.nuri.generator;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets half as many threads compute at once as there are processors, in the order in which they came. More would make one
 * another slow, and whatever else the process does beside them: a search takes a tenth of an answer's time and must not wait
 * for a crowd of them. What waits for long, such as for a model, must not hold a turn. Thread-safe.
 */
final class Turns {

    private final Semaphore turns =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    /**
     * Waits for a turn and does {@code work} in it.
     *
     * @throws CancellationException when the thread is interrupted while it waits
     */
    <T> T take(Supplier<T> work) {
        try {
            turns.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while others computed");
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }
}
