package dev.nuri.hw.vector;

import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * 16 weight rows by up to 256 columns as floats, column after column, for {@link Tiles}. Scratch memory of one thread.
 * From packed weights no transposition is needed: 8 rows lie side by side already.
 */
final class Panel {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_256;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_256;
    private static final VectorSpecies<Byte> SIXTEEN = ByteVector.SPECIES_128;
    private static final int ROWS = Tiles.ROWS;

    private static final ByteVector E2M1 =
            ByteVector.fromArray(SIXTEEN, new byte[] {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12}, 0);

    /** [columns][16]. */
    final float[] values = new float[Tiles.DEPTH * ROWS];

    private final float[] scales = new float[Tiles.DEPTH / 16 * 8]; // [runs][8]
    private final float[] offsets = new float[Tiles.DEPTH / 16 * 8];
    private final float[] row = new float[Tiles.DEPTH];

    /** Rows as they lie: decoded one by one and turned. */
    void fill(Tensor weights, int slice, int first, int from, int depth) {
        int rows = Math.min(ROWS, weights.rows() - first);
        MemorySegment bytes = HostBuffer.segmentOf(weights);
        for (int r = 0; r < rows; r++) {
            long at = weights.rowOffset(slice, first + r) + weights.type().bytes(from);
            Floats.decode(weights.type(), bytes, at, depth, row, 0);
            for (int c = 0; c < depth; c++) {
                values[c * ROWS + r] = row[c];
            }
        }
    }

    /**
     * Packed rows.
     *
     * @param slice of the weights
     * @param first row, a multiple of 16
     * @param from first column, a multiple of 256
     * @param depth columns, a multiple of 32
     */
    void fill(PackedWeights weights, int slice, int first, int from, int depth) {
        MemorySegment part = weights.part(slice, first);
        for (int half = 0; half < 2 && first + half * 8 < weights.weights().rows(); half++) {
            int group = weights.groupOf(first + half * 8);
            PackedRegions regions = weights.regions(first);
            scales(weights, regions, part, group, from, depth);
            long quants = regions.quantsAt(group);
            int at = half * 8;
            switch (weights.layout()) {
                case NIBBLES, NIBBLES_K -> nibbles(part, quants + from * 4L, depth, at);
                case BYTES -> bytes(part, quants + from * 8L, depth, 3, at);
                case BYTES_K -> bytes(part, quants + from * 8L, depth, 2, at);
                case E2M1 -> e2m1(part, quants + from * 4L, depth, at);
            }
        }
    }

    private void scales(PackedWeights weights, PackedRegions regions, MemorySegment w, int group, int from, int depth) {
        PackedLayout layout = weights.layout();
        TensorType type = weights.weights().type();
        boolean minimums = regions.minimums();
        long scaleAt = regions.scalesAt(group);
        long minimumAt = regions.minimumsAt(group);
        int first = from / layout.run();
        int runs = depth / layout.run();
        switch (layout) {
            case NIBBLES, BYTES -> {
                halves(w, scaleAt + first * 16L, runs, scales);
                if (minimums) {
                    halves(w, minimumAt + first * 16L, runs, offsets);
                } else {
                    zeroPoints(runs, type == TensorType.Q4_0 ? -8 : 0);
                }
            }
            case NIBBLES_K, BYTES_K -> {
                long factor = regions.factorsAt(group) + from / PackedLayout.SUPER * 16L;
                wholes(w, scaleAt + first * 8L, runs, IntegerProducts.halfFloats(w, factor), scales);
                if (minimums) {
                    factor = regions.minimumFactorsAt(group) + from / PackedLayout.SUPER * 16L;
                    wholes(
                            w,
                            minimumAt + first * 8L,
                            runs,
                            IntegerProducts.halfFloats(w, factor).neg(),
                            offsets);
                } else {
                    zeroPoints(runs, 0);
                }
            }
            case E2M1 -> {
                for (int r = 0; r < runs; r++) {
                    IntegerProducts.powersOfTwo(w, scaleAt + (first + r) * 8L)
                            .mul(0.5f)
                            .intoArray(scales, r * 8);
                }
            }
        }
    }

    private static void halves(MemorySegment w, long at, int runs, float[] out) {
        for (int r = 0; r < runs; r++) {
            IntegerProducts.halfFloats(w, at + r * 16L).intoArray(out, r * 8);
        }
    }

    private static void wholes(MemorySegment w, long at, int runs, FloatVector factor, float[] out) {
        for (int r = 0; r < runs; r++) {
            IntegerProducts.floats(IntegerProducts.wholeNumbers(w, at + r * 8L))
                    .mul(factor)
                    .intoArray(out, r * 8);
        }
    }

    private void zeroPoints(int runs, float zero) {
        for (int i = 0; i < runs * 8; i++) {
            offsets[i] = zero * scales[i];
        }
    }

    private void nibbles(MemorySegment w, long at, int depth, int half) {
        for (int i = 0; i < depth / 8; i++) {
            IntVector v = IntVector.fromMemorySegment(I, w, at + i * 32L, ORDER);
            FloatVector scale = FloatVector.fromArray(F, scales, (i >> 2) * 8);
            FloatVector offset = FloatVector.fromArray(F, offsets, (i >> 2) * 8);
            int to = ((i >> 2) * 32 + (i & 3) * 4) * ROWS + half;
            for (int m = 0; m < 4; m++) {
                store(v.and(15), scale, offset, to);
                store(v.lanewise(VectorOperators.LSHR, 4).and(15), scale, offset, to + 16 * ROWS);
                v = v.lanewise(VectorOperators.LSHR, 8);
                to += ROWS;
            }
        }
    }

    /** {@code shift}: vectors of 4 columns to a run, as a power of two. */
    private void bytes(MemorySegment w, long at, int depth, int shift, int half) {
        for (int i = 0; i < depth / 4; i++) {
            IntVector v = IntVector.fromMemorySegment(I, w, at + i * 32L, ORDER);
            FloatVector scale = FloatVector.fromArray(F, scales, (i >> shift) * 8);
            FloatVector offset = FloatVector.fromArray(F, offsets, (i >> shift) * 8);
            int to = i * 4 * ROWS + half;
            // Two halves b0 + 256 b1: the sum with 128 carries into the upper byte what a negative b0 took from it.
            store(topByte(v.lanewise(VectorOperators.LSHL, 24)), scale, offset, to);
            store(topByte(v.add(128).lanewise(VectorOperators.LSHL, 16)), scale, offset, to + ROWS);
            store(topByte(v.lanewise(VectorOperators.LSHL, 8)), scale, offset, to + 2 * ROWS);
            store(topByte(v.add(128 << 16)), scale, offset, to + 3 * ROWS);
        }
    }

    private static IntVector topByte(IntVector v) {
        return v.lanewise(VectorOperators.ASHR, 24);
    }

    private void store(IntVector quants, FloatVector scale, FloatVector offset, int to) {
        IntegerProducts.floats(quants).fma(scale, offset).intoArray(values, to);
    }

    private void e2m1(MemorySegment w, long at, int depth, int half) {
        for (int i = 0; i < depth / 4; i++) {
            ByteVector v = ByteVector.fromMemorySegment(SIXTEEN, w, at + i * 16L, ORDER);
            FloatVector scale = FloatVector.fromArray(F, scales, (i >> 3) * 8);
            int to = ((i >> 3) * 32 + (i & 7) * 2) * ROWS + half;
            twoColumns(v.and((byte) 15), scale, to);
            ByteVector upper = v.reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHR, 4)
                    .reinterpretAsBytes()
                    .and((byte) 15);
            twoColumns(upper, scale, to + 16 * ROWS);
        }
    }

    /** 16 nibbles, a pair of neighbouring columns for each row. */
    private void twoColumns(ByteVector nibbles, FloatVector scale, int to) {
        ShortVector values16 = nibbles.selectFrom(E2M1).reinterpretAsShorts();
        IntVector v = (IntVector) values16.convertShape(VectorOperators.S2I, I, 0);
        IntegerProducts.floats(topByte(v.lanewise(VectorOperators.LSHL, 24)))
                .mul(scale)
                .intoArray(values, to);
        IntegerProducts.floats(v.lanewise(VectorOperators.ASHR, 8)).mul(scale).intoArray(values, to + ROWS);
    }
}
