package dev.nuri.hw;

import java.lang.foreign.MemorySegment;

/**
 * A queue of work on one device. What is queued runs in the order given; methods may return before it is done, so host
 * memory handed over must stay untouched until {@link #finish}. One thread at a time.
 */
public interface Stream extends AutoCloseable {
    /**
     * Queues a computation.
     *
     * @throws BackendInputException if neither the backend nor its fallback runs it
     */
    void run(Call call);

    /** Queues a copy from host memory to {@code to} at {@code offset}. */
    void upload(MemorySegment from, Buffer to, long offset);

    /** Queues a copy of {@code to.byteSize()} bytes from {@code from} at {@code offset} to host memory. */
    void download(Buffer from, long offset, MemorySegment to);

    /**
     * Waits until everything queued is done.
     *
     * @throws BackendException with the first failure of queued work
     */
    void finish();

    @Override
    void close();
}
