package dev.nuri.hw;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Tensors for tests. */
public final class Tensors {
    private Tensors() {}

    /** F32 [slices][rows][columns] with these values. */
    public static Tensor f32(int slices, int rows, int columns, float... values) {
        HostBuffer buffer = HostBuffer.allocate(4L * slices * rows * columns);
        MemorySegment.copy(values, 0, buffer.segment(), ValueLayout.JAVA_FLOAT, 0, values.length);
        return Tensor.of(buffer, 0, TensorType.F32, columns, rows, slices);
    }

    /** F32 [columns]. */
    public static Tensor row(float... values) {
        return f32(1, 1, values.length, values);
    }

    /** I32 [rows][columns]. */
    public static Tensor i32(int rows, int columns, int... values) {
        HostBuffer buffer = HostBuffer.allocate(4L * rows * columns);
        MemorySegment.copy(values, 0, buffer.segment(), ValueLayout.JAVA_INT, 0, values.length);
        return Tensor.of(buffer, 0, TensorType.I32, columns, rows, 1);
    }

    /** All values of an F32 tensor, in order. */
    public static float[] floats(Tensor tensor) {
        float[] out = new float[tensor.columns() * tensor.allRows()];
        for (int i = 0; i < tensor.allRows(); i++) {
            Blocks.decode(
                    tensor.type(),
                    HostBuffer.segmentOf(tensor),
                    tensor.rowOffset(i / tensor.rows(), i % tensor.rows()),
                    tensor.columns(),
                    out,
                    i * tensor.columns());
        }
        return out;
    }

    /** All values of an I32 tensor, in order. */
    public static int[] ints(Tensor tensor) {
        return HostBuffer.segmentOf(tensor).toArray(ValueLayout.JAVA_INT);
    }
}
