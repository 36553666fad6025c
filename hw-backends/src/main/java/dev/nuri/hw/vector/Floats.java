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
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Floats() {}

    /** Decodes one row to out[at, at + columns). */
    static void row(Tensor tensor, int slice, int row, float[] out, int at) {
        MemorySegment bytes = HostBuffer.segmentOf(tensor);
        long from = tensor.rowOffset(slice, row);
        switch (tensor.type()) {
            case F32 -> MemorySegment.copy(bytes, FLOAT, from, out, at, tensor.columns());
            case F16 -> {
                for (int c = 0; c < tensor.columns(); c++) {
                    out[at + c] = Float.float16ToFloat(bytes.get(SHORT, from + 2L * c));
                }
            }
            case BF16 -> {
                for (int c = 0; c < tensor.columns(); c++) {
                    out[at + c] = Float.intBitsToFloat(bytes.get(SHORT, from + 2L * c) << 16);
                }
            }
            case Q8_0 -> Dot.decodeQ80(bytes, from, out, at, tensor.columns());
            case Q4_0 -> Dot.decodeQ40(bytes, from, out, at, tensor.columns());
            default -> Blocks.decode(tensor.type(), bytes, from, tensor.columns(), out, at);
        }
    }

    /** All rows of an F32 tensor one after the other. */
    static float[] all(Tensor tensor) {
        float[] out = new float[Math.multiplyExact(tensor.columns(), tensor.allRows())];
        for (int s = 0; s < tensor.slices(); s++) {
            for (int r = 0; r < tensor.rows(); r++) {
                row(tensor, s, r, out, (s * tensor.rows() + r) * tensor.columns());
            }
        }
        return out;
    }

    /** Writes all rows of an F32 tensor. */
    static void storeAll(float[] values, Tensor tensor) {
        for (int s = 0; s < tensor.slices(); s++) {
            for (int r = 0; r < tensor.rows(); r++) {
                int at = (s * tensor.rows() + r) * tensor.columns();
                MemorySegment.copy(
                        values, at, HostBuffer.segmentOf(tensor), FLOAT, tensor.rowOffset(s, r), tensor.columns());
            }
        }
    }

    /** Ids [from, from + count) of the first row of an I32 tensor, each in [0, bound). */
    static int[] ids(Tensor tensor, int from, int count, int bound) {
        return ids(tensor.columns(from, count).rows(0, 1), bound);
    }

    /** All ids of an I32 tensor [rows][columns], each in [0, bound). */
    static int[] ids(Tensor tensor, int bound) {
        int[] out = new int[tensor.rows() * tensor.columns()];
        MemorySegment bytes = HostBuffer.segmentOf(tensor);
        for (int i = 0; i < out.length; i++) {
            out[i] = bytes.get(INT, tensor.rowOffset(0, i / tensor.columns()) + 4L * (i % tensor.columns()));
            if (out[i] < 0 || out[i] >= bound) {
                throw new BackendInputException("id must be in [0, " + bound + "), got " + out[i]);
            }
        }
        return out;
    }

    /** Whether a row by one token has a kernel of its own. */
    static boolean isFused(TensorType type) {
        return type == TensorType.Q8_0 || type == TensorType.Q4_0;
    }
}
