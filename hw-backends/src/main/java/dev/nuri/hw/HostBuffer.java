package dev.nuri.hw;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Host memory as a {@link Buffer}: memory of its own, or a view of a segment somebody else keeps alive. */
public class HostBuffer implements Buffer {
    private static final long CACHE_LINE = 64;

    private final MemorySegment segment;
    private final Arena owned; // null for a view

    /** A view of {@code segment}, to which a subclass adds what its kernels know about these bytes. */
    protected HostBuffer(MemorySegment segment) {
        this(segment, null);
    }

    private HostBuffer(MemorySegment segment, Arena owned) {
        this.segment = segment;
        this.owned = owned;
    }

    /**
     * Zeroed memory aligned to a cache line.
     *
     * @throws BackendResourceException if the memory cannot be had
     */
    public static HostBuffer allocate(long bytes) {
        Arena arena = Arena.ofShared();
        try {
            return new HostBuffer(arena.allocate(bytes, CACHE_LINE), arena);
        } catch (OutOfMemoryError e) {
            arena.close();
            throw new BackendResourceException("cannot allocate " + bytes + " bytes of host memory", e);
        }
    }

    /** A view of {@code segment}; closing the buffer leaves the segment alone. */
    public static HostBuffer of(MemorySegment segment) {
        return new HostBuffer(segment, null);
    }

    /** The bytes themselves. */
    public final MemorySegment segment() {
        return segment;
    }

    /**
     * The segment under a tensor that lives in host memory.
     *
     * @throws BackendInputException if the tensor lives elsewhere
     */
    public static MemorySegment segmentOf(Tensor tensor) {
        if (tensor.buffer() instanceof HostBuffer host) {
            return host.segment;
        }
        throw new BackendInputException("a host kernel got a tensor in "
                + tensor.buffer().getClass().getSimpleName() + ": copy it to host memory first");
    }

    @Override
    public final long byteSize() {
        return segment.byteSize();
    }

    @Override
    public void close() {
        if (owned != null && owned.scope().isAlive()) {
            owned.close();
        }
    }
}
