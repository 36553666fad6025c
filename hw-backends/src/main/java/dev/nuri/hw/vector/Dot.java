package dev.nuri.hw.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
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
    private static final VectorSpecies<Short> S8 = ShortVector.SPECIES_128;
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

    /** out[to, to + n) += factor * x[0, n). */
    static void addScaled(float factor, float[] x, float[] out, int to, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector sum = FloatVector.fromArray(F, out, to + i);
            FloatVector.fromArray(F, x, i)
                    .fma(FloatVector.broadcast(F, factor), sum)
                    .intoArray(out, to + i);
        }
        for (; i < n; i++) {
            out[to + i] = Math.fma(factor, x[i], out[to + i]);
        }
    }

    /** A row of F16 at byte p to out[at, at + n). */
    static void decodeF16(MemorySegment w, long p, float[] out, int at, int n) {
        int i = 0;
        for (; i <= n - 8; i += 8) {
            IntVector bits = (IntVector)
                    ShortVector.fromMemorySegment(S8, w, p + 2L * i, ORDER).convertShape(VectorOperators.S2I, I8, 0);
            IntVector moved = bits.lanewise(VectorOperators.LSHL, 13).and(0x8fffe000);
            FloatVector finite = moved.reinterpretAsFloats().mul(0x1p112f);
            FloatVector others = moved.or(0x7f800000).reinterpretAsFloats(); // infinities and NaN
            finite.blend(
                            others,
                            bits.and(0x7c00).compare(VectorOperators.EQ, 0x7c00).cast(F8))
                    .intoArray(out, at + i);
        }
        for (; i < n; i++) {
            out[at + i] = scale(w, p + 2L * i);
        }
    }

    /** A row of BF16 at byte p to out[at, at + n). */
    static void decodeBf16(MemorySegment w, long p, float[] out, int at, int n) {
        int i = 0;
        for (; i <= n - 8; i += 8) {
            IntVector bits = (IntVector)
                    ShortVector.fromMemorySegment(S8, w, p + 2L * i, ORDER).convertShape(VectorOperators.S2I, I8, 0);
            bits.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().intoArray(out, at + i);
        }
        for (; i < n; i++) {
            out[at + i] = Float.intBitsToFloat(w.get(SHORT, p + 2L * i) << 16);
        }
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
