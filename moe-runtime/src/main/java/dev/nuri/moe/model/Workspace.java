package dev.nuri.moe.model;

import dev.nuri.hw.Buffer;
import dev.nuri.hw.Device;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Scratch memory of one session, handed out in order and taken back to a mark. Chunks are kept, so after the first pass
 * nothing is allocated.
 */
final class Workspace implements AutoCloseable {
    private static final long ALIGNMENT = 64;
    private static final long LEAST_CHUNK = 1 << 20;

    private final Device device;
    private final List<Buffer> chunks = new ArrayList<>();
    private int chunk; // the one in use
    private long offset; // in that chunk

    /** A point to go back to. */
    record Mark(int chunk, long offset) {}

    Workspace(Device device) {
        this.device = device;
    }

    /** A tensor [slices][rows][columns] that lives until its mark is released; its content is undefined. */
    Tensor take(TensorType type, int columns, int rows, int slices) {
        long bytes = Math.multiplyExact(type.bytes(columns), (long) rows * slices);
        while (chunk < chunks.size() && offset + bytes > chunks.get(chunk).byteSize()) {
            chunk++;
            offset = 0;
        }
        if (chunk == chunks.size()) {
            chunks.add(device.allocate(Math.max(LEAST_CHUNK, bytes)));
        }
        Tensor tensor = Tensor.of(chunks.get(chunk), offset, type, columns, rows, slices);
        offset = (offset + bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return tensor;
    }

    Mark mark() {
        return new Mark(chunk, offset);
    }

    void release(Mark mark) {
        chunk = mark.chunk;
        offset = mark.offset;
    }

    @Override
    public void close() {
        chunks.forEach(Buffer::close);
    }
}
