package dev.nuri.hw.scalar;

import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.Blocks;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Rows of tensors in host memory, to and from Java arrays. */
final class Rows {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Rows() {}

    /** One row, decoded, in a new array. */
    static float[] load(Tensor tensor, int slice, int row) {
        float[] out = new float[tensor.columns()];
        load(tensor, slice, row, out);
        return out;
    }

    /** One row, decoded, into {@code out}. */
    static void load(Tensor tensor, int slice, int row, float[] out) {
        Blocks.decode(
                tensor.type(), HostBuffer.segmentOf(tensor), tensor.rowOffset(slice, row), tensor.columns(), out, 0);
    }

    /** The only row of a tensor, or {@code otherwise} everywhere if there is no tensor. */
    static float[] vector(Tensor tensor, int columns, float otherwise) {
        if (tensor != null) {
            return load(tensor, 0, 0);
        }
        float[] out = new float[columns];
        java.util.Arrays.fill(out, otherwise);
        return out;
    }

    /** Writes one row, rounding to the tensor's type. */
    static void store(Tensor tensor, int slice, int row, float[] values) {
        MemorySegment bytes = HostBuffer.segmentOf(tensor);
        long at = tensor.rowOffset(slice, row);
        switch (tensor.type()) {
            case F32 -> MemorySegment.copy(values, 0, bytes, FLOAT, at, tensor.columns());
            case F16 -> {
                for (int c = 0; c < tensor.columns(); c++) {
                    bytes.set(SHORT, at + 2L * c, Float.floatToFloat16(values[c]));
                }
            }
            case BF16 -> {
                for (int c = 0; c < tensor.columns(); c++) {
                    bytes.set(SHORT, at + 2L * c, bfloat16(values[c]));
                }
            }
            case Q8_0 -> Blocks.encodeQ80(values, 0, tensor.columns(), bytes, at);
            default -> throw new BackendInputException("cannot store to " + tensor.type());
        }
    }

    /** Rounds to nearest, ties to even; a NaN stays one. */
    static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
    }

    /** One id of an I32 tensor. */
    static int id(Tensor ids, int row, int column) {
        return HostBuffer.segmentOf(ids).get(INT, ids.rowOffset(0, row) + 4L * column);
    }

    /** One id that must lie in [0, bound). */
    static int id(Tensor ids, int row, int column, int bound) {
        int id = id(ids, row, column);
        if (id < 0 || id >= bound) {
            throw new BackendInputException("id must be in [0, " + bound + "), got " + id);
        }
        return id;
    }

    static void storeId(Tensor ids, int row, int column, int id) {
        HostBuffer.segmentOf(ids).set(INT, ids.rowOffset(0, row) + 4L * column, id);
    }
}
