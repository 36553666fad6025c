package dev.nuri.hw.vector;

import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.Blocks;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Rows of host tensors to and from arrays. */
final class Floats {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Floats() {}

    /** Decodes one row to out[at, at + columns). */
    static void row(Tensor tensor, int slice, int row, float[] out, int at) {
        decode(tensor.type(), HostBuffer.segmentOf(tensor), tensor.rowOffset(slice, row), tensor.columns(), out, at);
    }

    /** Decodes {@code count} elements, whole blocks, from byte {@code from} to out[at, at + count). */
    static void decode(TensorType type, MemorySegment bytes, long from, int count, float[] out, int at) {
        switch (type) {
            case F32 -> MemorySegment.copy(bytes, FLOAT, from, out, at, count);
            case F16 -> Dot.decodeF16(bytes, from, out, at, count);
            case BF16 -> Dot.decodeBf16(bytes, from, out, at, count);
            case Q8_0 -> Dot.decodeQ80(bytes, from, out, at, count);
            case Q4_0 -> Dot.decodeQ40(bytes, from, out, at, count);
            default -> Blocks.decode(type, bytes, from, count, out, at);
        }
    }

    /** All rows of an F32 tensor one after the other. */
    static float[] all(Tensor tensor) {
        float[] out = new float[Math.multiplyExact(tensor.columns(), tensor.allRows())];
        all(tensor, out, tensor.columns());
        return out;
    }

    /** All rows of an F32 tensor, {@code stride} apart. */
    static void all(Tensor tensor, float[] out, int stride) {
        for (int s = 0; s < tensor.slices(); s++) {
            for (int r = 0; r < tensor.rows(); r++) {
                row(tensor, s, r, out, (s * tensor.rows() + r) * stride);
            }
        }
    }

    /** Writes values[from, from + n) as F32 to byte {@code at}. */
    static void store(float[] values, int from, MemorySegment out, long at, int n) {
        MemorySegment.copy(values, from, out, FLOAT, at, n);
    }

    /** Ids [from, from + count) of the first row of an I32 tensor, each in [0, bound). */
    static int[] ids(Tensor tensor, int from, int count, int bound) {
        return ids(tensor.columns(from, count).rows(0, 1), bound);
    }

    /** All ids of an I32 tensor [rows][columns], each in [0, bound). */
    static int[] ids(Tensor tensor, int bound) {
        int[] out = new int[tensor.rows() * tensor.columns()];
        ids(tensor, bound, out);
        return out;
    }

    /** All ids of an I32 tensor [rows][columns], each in [0, bound), to the start of {@code out}. */
    static void ids(Tensor tensor, int bound, int[] out) {
        MemorySegment bytes = HostBuffer.segmentOf(tensor);
        for (int i = 0; i < tensor.rows() * tensor.columns(); i++) {
            out[i] = bytes.get(INT, tensor.rowOffset(0, i / tensor.columns()) + 4L * (i % tensor.columns()));
            if (out[i] < 0 || out[i] >= bound) {
                throw new BackendInputException("id must be in [0, " + bound + "), got " + out[i]);
            }
        }
    }
}
