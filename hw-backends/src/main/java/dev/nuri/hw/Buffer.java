package dev.nuri.hw;

/**
 * A stretch of memory that kernels of one {@link Device} can reach. Host devices use {@link HostBuffer}; a device with
 * memory of its own brings its own implementation, which only its own streams understand.
 */
public interface Buffer extends AutoCloseable {
    /** Size in bytes. */
    long byteSize();

    /** Gives the memory back; tensors over it must not be used any more. Harmless when called twice. */
    @Override
    void close();
}
