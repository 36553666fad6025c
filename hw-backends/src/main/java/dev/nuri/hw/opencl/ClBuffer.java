package dev.nuri.hw.opencl;

import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.Buffer;
import dev.nuri.hw.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/** Memory of an OpenCL device. */
final class ClBuffer implements Buffer {
    private final ClDevice owner;
    private final MemorySegment handle;
    private final long byteSize;
    private final AtomicBoolean closed = new AtomicBoolean();

    ClBuffer(ClDevice owner, MemorySegment handle, long byteSize) {
        this.owner = owner;
        this.handle = handle;
        this.byteSize = byteSize;
    }

    /**
     * The device memory under a tensor.
     *
     * @throws BackendInputException if it lives elsewhere
     */
    static MemorySegment handleOf(Tensor tensor, ClDevice device) {
        return of(tensor.buffer(), device).handle();
    }

    /** The same buffer, if it is one of {@code device}. */
    static ClBuffer of(Buffer buffer, ClDevice device) {
        if (buffer instanceof ClBuffer own && own.owner == device) {
            return own;
        }
        throw new BackendInputException(device.info().name() + " cannot reach a "
                + buffer.getClass().getSimpleName() + ": copy it to this device first");
    }

    MemorySegment handle() {
        if (closed.get()) {
            throw new BackendInputException("the buffer is closed");
        }
        return handle;
    }

    @Override
    public long byteSize() {
        return byteSize;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            owner.free(this, handle);
        }
    }
}
