package dev.nuri.hw.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Inner products, and rows decoded for them. Bodies are kept short: past some 45 vector calls in one method the compiler stops inlining them and
 * boxes every vector.
 */
final class Dot {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int L = F.length();

    // One block of 32 in groups of 8, whatever the machine prefers: the layout decides.
    private static final VectorSpecies<Float> F8 = FloatVector.SPECIES_256;
    private static final VectorSpecies<Integer> I8 = IntVector.SPECIES_256;
    private static final VectorSpecies<Byte> B8 = ByteVector.SPECIES_64;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);

    private static final int BLOCK = 32;
    private static final int Q8_0_BYTES = 34;
    private static final int Q4_0_BYTES = 18;

    private Dot() {}

    static int bits() {
        return F.vectorBitSize();
    }

    /** a[at, at + n) by b[bt, bt + n). */
    static float floats(float[] a, int at, float[] b, int bt, int n) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        int i = 0;
        for (int end = n - 2 * L; i <= end; i += 2 * L) {
            s0 = FloatVector.fromArray(F, a, at + i).fma(FloatVector.fromArray(F, b, bt + i), s0);
            s1 = FloatVector.fromArray(F, a, at + i + L).fma(FloatVector.fromArray(F, b, bt + i + L), s1);
        }
        float sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
        for (; i < n; i++) {
            sum = Math.fma(a[at + i], b[bt + i], sum);
        }
        return sum;
    }

    /**
     * One row by four tokens: the row is read once.
     *
     * @param row [n]
     * @param x tokens of n elements each, the first at {@code at}
     * @param out receives four products from {@code to} on, {@code step} apart
     */
    static void fourTokens(float[] row, float[] x, int at, int n, float[] out, int to, int step) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        FloatVector s2 = FloatVector.zero(F);
        FloatVector s3 = FloatVector.zero(F);
        int i = 0;
        for (int end = n - L; i <= end; i += L) {
            FloatVector w = FloatVector.fromArray(F, row, i);
            s0 = w.fma(FloatVector.fromArray(F, x, at + i), s0);
            s1 = w.fma(FloatVector.fromArray(F, x, at + n + i), s1);
            s2 = w.fma(FloatVector.fromArray(F, x, at + 2 * n + i), s2);
            s3 = w.fma(FloatVector.fromArray(F, x, at + 3 * n + i), s3);
        }
        out[to] = s0.reduceLanes(VectorOperators.ADD) + rest(row, x, at, i, n);
        out[to + step] = s1.reduceLanes(VectorOperators.ADD) + rest(row, x, at + n, i, n);
        out[to + 2 * step] = s2.reduceLanes(VectorOperators.ADD) + rest(row, x, at + 2 * n, i, n);
        out[to + 3 * step] = s3.reduceLanes(VectorOperators.ADD) + rest(row, x, at + 3 * n, i, n);
    }

    private static float rest(float[] row, float[] x, int at, int from, int n) {
        float sum = 0;
        for (int i = from; i < n; i++) {
            sum = Math.fma(row[i], x[at + i], sum);
        }
        return sum;
    }

    /** A row of Q8_0 at byte p by x[at, at + n). */
    static float q80(MemorySegment w, long p, float[] x, int at, int n) {
        FloatVector sum = FloatVector.zero(F8);
        for (int i = 0; i < n; i += BLOCK, p += Q8_0_BYTES) {
            FloatVector s0 = signed(w, p + 2).mul(FloatVector.fromArray(F8, x, at + i));
            FloatVector s1 = signed(w, p + 10).mul(FloatVector.fromArray(F8, x, at + i + 8));
            s0 = signed(w, p + 18).fma(FloatVector.fromArray(F8, x, at + i + 16), s0);
            s1 = signed(w, p + 26).fma(FloatVector.fromArray(F8, x, at + i + 24), s1);
            sum = s0.add(s1).fma(FloatVector.broadcast(F8, scale(w, p)), sum);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    /** A row of Q4_0 at byte p by x[at, at + n). */
    static float q40(MemorySegment w, long p, float[] x, int at, int n) {
        FloatVector sum = FloatVector.zero(F8);
        for (int i = 0; i < n; i += BLOCK, p += Q4_0_BYTES) {
            IntVector low = unsigned(w, p + 2);
            IntVector high = unsigned(w, p + 10);
            FloatVector s0 = around8(low.and(15)).mul(FloatVector.fromArray(F8, x, at + i));
            FloatVector s1 = around8(high.and(15)).mul(FloatVector.fromArray(F8, x, at + i + 8));
            s0 = around8(low.lanewise(VectorOperators.LSHR, 4)).fma(FloatVector.fromArray(F8, x, at + i + 16), s0);
            s1 = around8(high.lanewise(VectorOperators.LSHR, 4)).fma(FloatVector.fromArray(F8, x, at + i + 24), s1);
            sum = s0.add(s1).fma(FloatVector.broadcast(F8, scale(w, p)), sum);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    /** A row of Q8_0 at byte p to out[at, at + n). */
    static void decodeQ80(MemorySegment w, long p, float[] out, int at, int n) {
        for (int i = 0; i < n; i += BLOCK, p += Q8_0_BYTES) {
            float scale = scale(w, p);
            for (int j = 0; j < BLOCK; j += 8) {
                signed(w, p + 2 + j).mul(scale).intoArray(out, at + i + j);
            }
        }
    }

    /** A row of Q4_0 at byte p to out[at, at + n). */
    static void decodeQ40(MemorySegment w, long p, float[] out, int at, int n) {
        for (int i = 0; i < n; i += BLOCK, p += Q4_0_BYTES) {
            float scale = scale(w, p);
            for (int j = 0; j < BLOCK / 2; j += 8) {
                IntVector nibbles = unsigned(w, p + 2 + j);
                around8(nibbles.and(15)).mul(scale).intoArray(out, at + i + j);
                IntVector high = nibbles.lanewise(VectorOperators.LSHR, 4);
                around8(high).mul(scale).intoArray(out, at + i + j + BLOCK / 2);
            }
        }
    }

    private static float scale(MemorySegment w, long p) {
        return Float.float16ToFloat(w.get(SHORT, p));
    }

    private static FloatVector signed(MemorySegment w, long p) {
        IntVector ints =
                (IntVector) ByteVector.fromMemorySegment(B8, w, p, ORDER).convertShape(VectorOperators.B2I, I8, 0);
        return (FloatVector) ints.convertShape(VectorOperators.I2F, F8, 0);
    }

    private static IntVector unsigned(MemorySegment w, long p) {
        return (IntVector)
                ByteVector.fromMemorySegment(B8, w, p, ORDER).convertShape(VectorOperators.ZERO_EXTEND_B2I, I8, 0);
    }

    private static FloatVector around8(IntVector nibbles) {
        return (FloatVector) nibbles.sub(8).convertShape(VectorOperators.I2F, F8, 0);
    }
}
