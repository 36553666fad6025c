package dev.nuri.hw.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.nuri.hw.Tensor;
import java.lang.foreign.MemorySegment;

/** A kernel with its arguments set one after the other, in the order in which the kernel declares them. */
final class Launch {
    private static final long VIEW_BYTES = 24;

    private final ClStream stream;
    private final MemorySegment kernel;
    private int arguments;

    Launch(ClStream stream, MemorySegment kernel) {
        this.stream = stream;
        this.kernel = kernel;
    }

    /** A buffer, and the view that says where in it the tensor's rows lie. */
    Launch tensor(Tensor tensor) {
        memory(ClBuffer.of(tensor.buffer(), stream.device()));
        stream.argument(kernel, arguments++, VIEW_BYTES, cell -> {
            cell.setAtIndex(JAVA_LONG, 0, tensor.offset());
            cell.setAtIndex(JAVA_LONG, 1, tensor.rowBytes());
            cell.setAtIndex(JAVA_LONG, 2, tensor.sliceBytes());
        });
        return this;
    }

    /** A tensor, or {@code otherwise} in its place, which the kernel then leaves alone. */
    Launch tensorOr(Tensor tensor, Tensor otherwise) {
        return tensor(tensor == null ? otherwise : tensor);
    }

    Launch memory(ClBuffer buffer) {
        stream.argument(kernel, arguments++, ADDRESS.byteSize(), cell -> cell.set(ADDRESS, 0, buffer.handle()));
        return this;
    }

    Launch ints(int... values) {
        for (int value : values) {
            stream.argument(kernel, arguments++, JAVA_INT.byteSize(), cell -> cell.set(JAVA_INT, 0, value));
        }
        return this;
    }

    Launch flag(boolean value) {
        return ints(value ? 1 : 0);
    }

    Launch real(float value) {
        stream.argument(kernel, arguments++, JAVA_FLOAT.byteSize(), cell -> cell.set(JAVA_FLOAT, 0, value));
        return this;
    }

    /** Where the kernel reports ids out of bounds. */
    Launch status() {
        return memory(stream.status());
    }

    /** Queues it: one item for each point of the grid. */
    void over(long... grid) {
        stream.enqueue(kernel, 0, grid);
    }

    /** Queues it in groups of {@code group} items along the first dimension, which is a multiple of that. */
    void inGroups(long group, long... grid) {
        stream.enqueue(kernel, group, grid);
    }
}
