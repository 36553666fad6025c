package dev.nuri.hw;

import java.lang.foreign.MemorySegment;

/** An opened device: it gives memory and streams. Shared by threads; close it after its streams and buffers. */
public interface Device extends AutoCloseable {
    /** What it is. */
    Backend.DeviceInfo info();

    /**
     * Zeroed device memory.
     *
     * @throws BackendResourceException if there is not enough
     */
    Buffer allocate(long bytes);

    /**
     * Makes read-only host bytes, usually mapped weights, readable by kernels: as they lie where the device reads host
     * memory, otherwise by copying. The segment must outlive the buffer.
     */
    Buffer place(MemorySegment bytes);

    /** A new queue of work, for one thread at a time. */
    Stream newStream();

    @Override
    void close();
}
