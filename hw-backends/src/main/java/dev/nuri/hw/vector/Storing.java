package dev.nuri.hw.vector;

import dev.nuri.hw.Call;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Keys and values into their pool as F32 or F16. */
final class Storing {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private float[] row = new float[0];
    private short[] halves = new short[0];

    void storeRows(Call.StoreRows c) {
        int[] slots = Floats.ids(c.slots(), c.to().slices());
        int n = c.from().columns();
        if (row.length < n) {
            row = new float[n];
            halves = new short[n];
        }
        for (int t = 0; t < slots.length; t++) {
            for (int g = 0; g < c.from().rows(); g++) {
                Floats.row(c.from(), t, g, row, 0);
                store(c.to(), c.to().rowOffset(slots[t], g), n);
            }
        }
    }

    private void store(Tensor to, long at, int n) {
        MemorySegment out = HostBuffer.segmentOf(to);
        switch (to.type()) {
            case F32 -> MemorySegment.copy(row, 0, out, FLOAT, at, n);
            case F16 -> {
                for (int i = 0; i < n; i++) {
                    halves[i] = Float.floatToFloat16(row[i]);
                }
                MemorySegment.copy(halves, 0, out, SHORT, at, n);
            }
            default -> throw new IllegalArgumentException("cannot store to " + to.type());
        }
    }
}
