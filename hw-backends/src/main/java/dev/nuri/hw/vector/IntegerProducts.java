package dev.nuri.hw.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Packed weights by one row of {@link Activations}, in whole numbers: 16-bit lanes, two a row, widened once for each run
 * of columns that shares a scale. No sum leaves 16 bits before that: of 32 columns a lane gets 16, and 16 * 15 * 127,
 * 8 * 32 * 127 and 2 * 128 * 127 are all below 2^15.
 *
 * <p>Each kernel is one flat loop with the end of a run in an {@code if}: a short inner loop would pay for its own range
 * checks on each entry. Bodies stay well below the some 45 vector calls a method after which the compiler stops inlining
 * and boxes every vector; {@code InlinedKernelsTest} watches over that.
 */
final class IntegerProducts {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_256;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_256;
    private static final VectorSpecies<Short> S = ShortVector.SPECIES_256;
    private static final VectorSpecies<Short> HALF = ShortVector.SPECIES_128;
    private static final VectorSpecies<Byte> EIGHT = ByteVector.SPECIES_64;
    private static final VectorSpecies<Byte> SIXTEEN = ByteVector.SPECIES_128;

    /** Twice the values of E2M1. */
    private static final ByteVector E2M1 =
            ByteVector.fromArray(SIXTEEN, new byte[] {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12}, 0);

    private IntegerProducts() {}

    /**
     * Rows of one slice by one row of activations.
     *
     * @param from first row, a multiple of 8
     * @param to end of the rows, in the same part
     * @param row of the activations
     * @param out receives the products, and up to 7 more
     */
    static void run(PackedWeights weights, int slice, int from, int to, Activations x, int row, float[] out) {
        MemorySegment w = weights.part(slice, from);
        PackedRegions regions = weights.regions(from);
        PackedLayout layout = weights.layout();
        int columns = weights.weights().columns();
        int first = weights.groupOf(from);
        int groups = (to - from + PackedLayout.ROWS - 1) / PackedLayout.ROWS;
        long quants = regions.quantsAt(first);
        long scales = regions.scalesAt(first);
        long factors = regions.factorsAt(first);
        switch (layout) {
            case NIBBLES -> {
                int zero = regions.minimums() ? 0 : 8;
                nibbles(w, quants, scales, groups, columns, x, row, zero, out);
            }
            case BYTES -> bytes(w, quants, scales, groups, columns, x, row, out);
            case NIBBLES_K -> nibblesK(w, quants, scales, factors, groups, columns, x, row, out);
            case BYTES_K -> bytesK(w, quants, scales, factors, groups, columns, x, row, out);
            case E2M1 -> e2m1(w, quants, scales, groups, columns, x, row, out);
        }
        long minimums = regions.minimumsAt(first);
        if (regions.minimums() && layout.isSuper()) {
            long minimumFactors = regions.minimumFactorsAt(first);
            subtractMinimumsK(w, minimums, minimumFactors, groups, columns, layout.run(), x, row, out);
        } else if (regions.minimums()) {
            addMinimums(w, minimums, groups, columns, x, row, out);
        }
    }

    /**
     * Q4_0 and Q4_1.
     *
     * @param w part of the packed weights
     * @param at where the quants of the first group of 8 rows are
     * @param scaleAt where its scales are
     * @param groups number of groups
     * @param columns of a row
     * @param x activations
     * @param row of the activations
     * @param zero the quant that stands for 0: 8, or 0 where there are minimums
     * @param out [groups * 8]
     */
    static void nibbles(
            MemorySegment w,
            long at,
            long scaleAt,
            int groups,
            int columns,
            Activations x,
            int row,
            int zero,
            float[] out) {
        int[] pairs = x.pairs;
        int[] sums = x.wideSums;
        float[] scales = x.scales;
        int pairAt = row * columns / 2;
        int runAt = row * columns / 32;
        for (int g = 0; g < groups; g++) {
            long quants = at + (long) g * columns * 4;
            long scale = scaleAt + (long) g * columns / 2;
            FloatVector total = FloatVector.zero(F);
            ShortVector s = ShortVector.zero(S);
            ShortVector t = s;
            for (int i = 0; i < columns / 8; i++) {
                ShortVector v = ShortVector.fromMemorySegment(S, w, quants + i * 32L, ORDER);
                int p = pairAt + (i << 2);
                s = s.add(v.mul(pair(pairs, p)));
                t = t.add(v.lanewise(VectorOperators.LSHR, 4).mul(pair(pairs, p + 1)));
                s = s.add(v.lanewise(VectorOperators.LSHR, 8).mul(pair(pairs, p + 2)));
                t = t.add(v.lanewise(VectorOperators.LSHR, 12).mul(pair(pairs, p + 3)));
                if ((i & 3) == 3) {
                    int b = runAt + (i >> 2);
                    IntVector run = halves(s.add(t)).sub(zero * sums[b]);
                    total = floats(run)
                            .fma(halfFloats(w, scale + (i >> 2) * 16L).mul(scales[b]), total);
                    s = ShortVector.zero(S);
                    t = s;
                }
            }
            total.intoArray(out, g * 8);
        }
    }

    /** Q8_0, Q5_0 and Q5_1; parameters as above. */
    static void bytes(
            MemorySegment w, long at, long scaleAt, int groups, int columns, Activations x, int row, float[] out) {
        int[] pairs = x.pairs;
        float[] scales = x.scales;
        int pairAt = row * columns / 2;
        int runAt = row * columns / 32;
        for (int g = 0; g < groups; g++) {
            long quants = at + (long) g * columns * 8;
            long scale = scaleAt + (long) g * columns / 2;
            FloatVector total = FloatVector.zero(F);
            IntVector run = IntVector.zero(I);
            for (int i = 0; i < columns / 8; i++) {
                ShortVector v = ShortVector.fromMemorySegment(S, w, quants + i * 64L, ORDER);
                ShortVector u = ShortVector.fromMemorySegment(S, w, quants + i * 64L + 32, ORDER);
                int p = pairAt + (i << 2);
                run = run.add(halves(v.mul(pair(pairs, p)).add(upper(v).mul(pair(pairs, p + 1)))));
                run = run.add(halves(u.mul(pair(pairs, p + 2)).add(upper(u).mul(pair(pairs, p + 3)))));
                if ((i & 3) == 3) {
                    float step = scales[runAt + (i >> 2)];
                    total = floats(run)
                            .fma(halfFloats(w, scale + (i >> 2) * 16L).mul(step), total);
                    run = IntVector.zero(I);
                }
            }
            total.intoArray(out, g * 8);
        }
    }

    /** Q4_K; {@code factorAt} is where the first group's factors are. */
    static void nibblesK(
            MemorySegment w,
            long at,
            long scaleAt,
            long factorAt,
            int groups,
            int columns,
            Activations x,
            int row,
            float[] out) {
        int[] pairs = x.pairs;
        float[] scales = x.scales;
        int pairAt = row * columns / 2;
        int superAt = row * columns / PackedLayout.SUPER;
        for (int g = 0; g < groups; g++) {
            long quants = at + (long) g * columns * 4;
            long scale = scaleAt + (long) g * columns / 4;
            long factor = factorAt + (long) g * columns / 16;
            FloatVector total = FloatVector.zero(F);
            IntVector block = IntVector.zero(I);
            ShortVector s = ShortVector.zero(S);
            ShortVector t = s;
            for (int i = 0; i < columns / 8; i++) {
                ShortVector v = ShortVector.fromMemorySegment(S, w, quants + i * 32L, ORDER);
                int p = pairAt + (i << 2);
                s = s.add(v.mul(pair(pairs, p)));
                t = t.add(v.lanewise(VectorOperators.LSHR, 4).mul(pair(pairs, p + 1)));
                s = s.add(v.lanewise(VectorOperators.LSHR, 8).mul(pair(pairs, p + 2)));
                t = t.add(v.lanewise(VectorOperators.LSHR, 12).mul(pair(pairs, p + 3)));
                if ((i & 3) == 3) {
                    block = block.add(halves(s.add(t)).mul(wholeNumbers(w, scale + (i >> 2) * 8L)));
                    s = ShortVector.zero(S);
                    t = s;
                    if ((i & 31) == 31) {
                        FloatVector f = halfFloats(w, factor + (i >> 5) * 16L);
                        total = floats(block).fma(f.mul(scales[superAt + (i >> 5)]), total);
                        block = IntVector.zero(I);
                    }
                }
            }
            total.intoArray(out, g * 8);
        }
    }

    /** Q2_K, Q3_K, Q5_K and Q6_K; {@code factorAt} is where the first group's factors are. */
    static void bytesK(
            MemorySegment w,
            long at,
            long scaleAt,
            long factorAt,
            int groups,
            int columns,
            Activations x,
            int row,
            float[] out) {
        int[] pairs = x.pairs;
        float[] scales = x.scales;
        int pairAt = row * columns / 2;
        int superAt = row * columns / PackedLayout.SUPER;
        for (int g = 0; g < groups; g++) {
            long quants = at + (long) g * columns * 8;
            long scale = scaleAt + (long) g * columns / 2;
            long factor = factorAt + (long) g * columns / 16;
            FloatVector total = FloatVector.zero(F);
            IntVector block = IntVector.zero(I);
            ShortVector s = ShortVector.zero(S);
            ShortVector t = s;
            for (int i = 0; i < columns / 8; i++) {
                ShortVector v = ShortVector.fromMemorySegment(S, w, quants + i * 64L, ORDER);
                ShortVector u = ShortVector.fromMemorySegment(S, w, quants + i * 64L + 32, ORDER);
                int p = pairAt + (i << 2);
                s = s.add(v.mul(pair(pairs, p)).add(upper(v).mul(pair(pairs, p + 1))));
                t = t.add(u.mul(pair(pairs, p + 2)).add(upper(u).mul(pair(pairs, p + 3))));
                if ((i & 1) == 1) {
                    block = block.add(halves(s.add(t)).mul(wholeNumbers(w, scale + (i >> 1) * 8L)));
                    s = ShortVector.zero(S);
                    t = s;
                    if ((i & 31) == 31) {
                        FloatVector f = halfFloats(w, factor + (i >> 5) * 16L);
                        total = floats(block).fma(f.mul(scales[superAt + (i >> 5)]), total);
                        block = IntVector.zero(I);
                    }
                }
            }
            total.intoArray(out, g * 8);
        }
    }

    /** MXFP4. */
    static void e2m1(
            MemorySegment w, long at, long scaleAt, int groups, int columns, Activations x, int row, float[] out) {
        int[] pairs = x.pairs;
        float[] scales = x.scales;
        int pairAt = row * columns / 2;
        int runAt = row * columns / 32;
        for (int g = 0; g < groups; g++) {
            long quants = at + (long) g * columns * 4;
            long scale = scaleAt + (long) g * columns / 4;
            FloatVector total = FloatVector.zero(F);
            ShortVector s = ShortVector.zero(S);
            ShortVector t = s;
            for (int i = 0; i < columns / 4; i++) {
                ByteVector v = ByteVector.fromMemorySegment(SIXTEEN, w, quants + i * 16L, ORDER);
                int p = pairAt + (i << 1);
                s = s.add(twiceE2m1(v.and((byte) 15)).mul(pair(pairs, p)));
                t = t.add(twiceE2m1(upperNibbles(v)).mul(pair(pairs, p + 1)));
                if ((i & 7) == 7) {
                    IntVector run = halves(s.add(t));
                    float step = scales[runAt + (i >> 3)] * 0.5f;
                    total = floats(run)
                            .fma(powersOfTwo(w, scale + (i >> 3) * 8L).mul(step), total);
                    s = ShortVector.zero(S);
                    t = s;
                }
            }
            total.intoArray(out, g * 8);
        }
    }

    /** Adds to {@code out} what minimums of F16 contribute: theirs times the sum of the activations they cover. */
    static void addMinimums(MemorySegment w, long at, int groups, int columns, Activations x, int row, float[] out) {
        int runs = columns / 32;
        int runAt = row * runs;
        for (int g = 0; g < groups; g++) {
            FloatVector total = FloatVector.fromArray(F, out, g * 8);
            for (int b = 0; b < runs; b++) {
                int sum = x.wideSums[runAt + b];
                FloatVector minimums = halfFloats(w, at + 16L * (g * runs + b));
                total = minimums.fma(FloatVector.broadcast(F, x.scales[runAt + b] * sum), total);
            }
            total.intoArray(out, g * 8);
        }
    }

    /**
     * Takes from {@code out} what minimums of K types contribute.
     *
     * @param at where the first group's minimums are
     * @param factorAt where their factors are
     * @param run columns that share a minimum, 16 or 32
     */
    static void subtractMinimumsK(
            MemorySegment w,
            long at,
            long factorAt,
            int groups,
            int columns,
            int run,
            Activations x,
            int row,
            float[] out) {
        int wide = run / 16;
        int last = PackedLayout.SUPER / run - 1;
        int runs = columns / run;
        int supers = columns / PackedLayout.SUPER;
        int superAt = row * supers;
        for (int g = 0; g < groups; g++) {
            FloatVector total = FloatVector.fromArray(F, out, g * 8);
            IntVector block = IntVector.zero(I);
            int from = row * columns / 16;
            for (int j = 0; j < runs; j++) {
                int sum = x.sums[from + j * wide] + (wide == 2 ? x.sums[from + j * wide + 1] : 0);
                block = block.add(wholeNumbers(w, at + 8L * (g * runs + j)).mul(sum));
                if ((j & last) == last) {
                    int b = j / (last + 1);
                    FloatVector f = halfFloats(w, factorAt + (g * supers + b) * 16L);
                    total = floats(block).fma(f.mul(-x.scales[superAt + b]), total);
                    block = IntVector.zero(I);
                }
            }
            total.intoArray(out, g * 8);
        }
    }

    /** A pair of activations for all rows. */
    private static ShortVector pair(int[] pairs, int i) {
        return IntVector.broadcast(I, pairs[i]).reinterpretAsShorts();
    }

    /** The sum of the two 16-bit halves of each int. */
    private static IntVector halves(ShortVector s) {
        IntVector i = s.reinterpretAsInts();
        return i.lanewise(VectorOperators.LSHL, 16)
                .lanewise(VectorOperators.ASHR, 16)
                .add(i.lanewise(VectorOperators.ASHR, 16));
    }

    /** b1 of b0 + 256 b1. */
    private static ShortVector upper(ShortVector v) {
        return v.add((short) 128).lanewise(VectorOperators.ASHR, 8);
    }

    private static ByteVector upperNibbles(ByteVector v) {
        return v.reinterpretAsShorts()
                .lanewise(VectorOperators.LSHR, 4)
                .reinterpretAsBytes()
                .and((byte) 15);
    }

    private static ShortVector twiceE2m1(ByteVector nibbles) {
        return (ShortVector) nibbles.selectFrom(E2M1).convertShape(VectorOperators.B2S, S, 0);
    }

    static FloatVector floats(IntVector i) {
        return (FloatVector) i.convertShape(VectorOperators.I2F, F, 0);
    }

    /** 8 signed bytes. */
    static IntVector wholeNumbers(MemorySegment w, long at) {
        return (IntVector) ByteVector.fromMemorySegment(EIGHT, w, at, ORDER).convertShape(VectorOperators.B2I, I, 0);
    }

    /** 8 finite F16: exponent and fraction shifted into a float's place, then the exponent's bias made good. */
    static FloatVector halfFloats(MemorySegment w, long at) {
        IntVector bits =
                (IntVector) ShortVector.fromMemorySegment(HALF, w, at, ORDER).convertShape(VectorOperators.S2I, I, 0);
        return bits.lanewise(VectorOperators.LSHL, 13)
                .and(0x8fffe000)
                .reinterpretAsFloats()
                .mul(0x1p112f);
    }

    /** 8 E8M0: a float's exponent and nothing else. */
    static FloatVector powersOfTwo(MemorySegment w, long at) {
        IntVector exponents = (IntVector)
                ByteVector.fromMemorySegment(EIGHT, w, at, ORDER).convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0);
        return exponents.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }
}
