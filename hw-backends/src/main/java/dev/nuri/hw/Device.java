package dev.nuri.hw;

/**
 * An opened device: it gives memory and streams. Shared by threads; close it after its streams
 * and buffers; placed weights go with it.
 */
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
     * Makes weights usable by this device's kernels. The tensor has the shape given; its buffer belongs to this device,
     * which knows the layout behind it, so that calls may use it, or views of it, only as weights or as the table of
     * {@link Call.GetRows}. On host devices the buffer is a {@link HostBuffer} over the bytes as given, whatever the
     * kernels keep beside it: an op or type they lack falls back to others without a conversion. A device with memory
     * of its own uploads, at once or on a stream of its own; a failure of that may also surface at the first use.
     *
     * @return [slices][rows][columns]; closing its buffer, or the device, frees what was kept
     * @throws BackendResourceException if there is not enough memory
     */
    Tensor place(HostWeights weights);

    /** A new queue of work, for one thread at a time. */
    Stream newStream();

    @Override
    void close();
}
