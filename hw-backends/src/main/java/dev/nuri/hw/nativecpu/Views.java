package dev.nuri.hw.nativecpu;

import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Tensors as the C kernels see them. */
final class Views {
    /** Words of a view: offset, distance of rows, distance of slices. */
    static final int WORDS = 3;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Views() {}

    /** Writes the view of a tensor to words[at, at + 3). */
    static void put(Tensor tensor, long[] words, int at) {
        put(tensor.offset(), tensor.rowBytes(), tensor.sliceBytes(), words, at);
    }

    /** Writes a view whose every row is the tensor's only one. */
    static void putRepeated(Tensor tensor, long[] words, int at) {
        put(tensor.offset(), 0, 0, words, at);
    }

    /** Writes a view whose slices are the rows of the tensor's only slice. */
    static void putRowsAsSlices(Tensor tensor, long[] words, int at) {
        put(tensor.offset(), 0, tensor.rowBytes(), words, at);
    }

    private static void put(long offset, long row, long slice, long[] words, int at) {
        words[at] = offset;
        words[at + 1] = row;
        words[at + 2] = slice;
    }

    /** Columns [from, from + count) of the only row of an I32 tensor, each in [0, bound). */
    static int[] ids(Tensor tensor, int from, int count, int bound) {
        int[] out = new int[count];
        MemorySegment bytes = HostBuffer.segmentOf(tensor);
        for (int i = 0; i < count; i++) {
            out[i] = checked(bytes.get(INT, tensor.rowOffset(0, 0) + 4L * (from + i)), bound);
        }
        return out;
    }

    /** All ids of an I32 tensor [rows][columns], row by row, each in [0, bound). */
    static int[] ids(Tensor tensor, int bound) {
        int[] out = new int[tensor.rows() * tensor.columns()];
        MemorySegment bytes = HostBuffer.segmentOf(tensor);
        for (int i = 0; i < out.length; i++) {
            long at = tensor.rowOffset(0, i / tensor.columns()) + 4L * (i % tensor.columns());
            out[i] = checked(bytes.get(INT, at), bound);
        }
        return out;
    }

    private static int checked(int id, int bound) {
        if (id < 0 || id >= bound) {
            throw new BackendInputException("id must be in [0, " + bound + "), got " + id);
        }
        return id;
    }
}
