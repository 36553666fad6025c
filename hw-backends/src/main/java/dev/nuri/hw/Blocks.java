package dev.nuri.hw;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Decodes every {@link TensorType} to floats: the definition of what quantised bytes mean. */
public final class Blocks {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Twice the values of E2M1, so that they are whole. */
    private static final byte[] E2M1_DOUBLED = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

    private Blocks() {}

    /**
     * Decodes {@code count} elements that start at byte {@code offset}.
     *
     * @param type layout of the bytes; not I32
     * @param count elements, a multiple of the type's block
     * @param out receives the values from index {@code at}
     * @throws IndexOutOfBoundsException if bytes or {@code out} are too short
     */
    public static void decode(TensorType type, MemorySegment bytes, long offset, int count, float[] out, int at) {
        if (type == TensorType.F32) {
            MemorySegment.copy(bytes, FLOAT, offset, out, at, count);
            return;
        }
        int blocks = Math.toIntExact(type.bytes(count) / type.blockBytes());
        for (int b = 0; b < blocks; b++) {
            block(type, bytes, offset + (long) b * type.blockBytes(), out, at + b * type.blockElements());
        }
    }

    /**
     * Encodes floats as Q8_0: each block's greatest magnitude becomes 127 steps, halves are rounded away from zero.
     *
     * @param values taken from index {@code at}
     * @param count elements, a multiple of 32
     * @param bytes written from byte {@code offset}
     */
    public static void encodeQ80(float[] values, int at, int count, MemorySegment bytes, long offset) {
        int blocks = Math.toIntExact(TensorType.Q8_0.bytes(count) / TensorType.Q8_0.blockBytes());
        for (int b = 0; b < blocks; b++) {
            long to = offset + (long) b * TensorType.Q8_0.blockBytes();
            int from = at + b * TensorType.Q8_0.blockElements();
            float greatest = 0;
            for (int i = from; i < from + 32; i++) {
                greatest = Math.max(greatest, Math.abs(values[i]));
            }
            float step = greatest / 127;
            float inverse = step == 0 ? 0 : 1 / step;
            bytes.set(SHORT, to, Float.floatToFloat16(step));
            for (int i = 0; i < 32; i++) {
                float steps = values[from + i] * inverse;
                bytes.set(BYTE, to + 2 + i, (byte) (steps < 0 ? steps - 0.5f : steps + 0.5f));
            }
        }
    }

    private static void block(TensorType type, MemorySegment s, long p, float[] out, int at) {
        switch (type) {
            case F16 -> out[at] = half(s, p);
            case BF16 -> out[at] = Float.intBitsToFloat(s.get(SHORT, p) << 16);
            case Q8_0 -> q80(s, p, out, at);
            case Q4_0 -> nibbles(s, p + 2, half(s, p), -8 * half(s, p), out, at);
            case Q4_1 -> nibbles(s, p + 4, half(s, p), half(s, p + 2), out, at);
            case Q5_0 -> fiveBits(s, p + 2, half(s, p), -16 * half(s, p), out, at);
            case Q5_1 -> fiveBits(s, p + 4, half(s, p), half(s, p + 2), out, at);
            case Q2_K -> q2k(s, p, out, at);
            case Q3_K -> q3k(s, p, out, at);
            case Q4_K -> q4k(s, p, out, at);
            case Q5_K -> q5k(s, p, out, at);
            case Q6_K -> q6k(s, p, out, at);
            case MXFP4 -> mxfp4(s, p, out, at);
            case F32, I32 -> throw new BackendInputException(type + " has no blocks to decode");
        }
    }

    private static float half(MemorySegment s, long p) {
        return Float.float16ToFloat(s.get(SHORT, p));
    }

    private static int unsigned(MemorySegment s, long p) {
        return s.get(BYTE, p) & 0xff;
    }

    private static void q80(MemorySegment s, long p, float[] out, int at) {
        float scale = half(s, p);
        for (int i = 0; i < 32; i++) {
            out[at + i] = scale * s.get(BYTE, p + 2 + i);
        }
    }

    /** Element i is the low nibble of byte i, element i + 16 the high one. */
    private static void nibbles(MemorySegment s, long p, float scale, float minimum, float[] out, int at) {
        for (int i = 0; i < 16; i++) {
            int b = unsigned(s, p + i);
            out[at + i] = scale * (b & 15) + minimum;
            out[at + i + 16] = scale * (b >>> 4) + minimum;
        }
    }

    /** As nibbles, with bit i of a leading word as the fifth bit of element i. */
    private static void fiveBits(MemorySegment s, long p, float scale, float minimum, float[] out, int at) {
        int high = s.get(INT, p);
        for (int i = 0; i < 16; i++) {
            int b = unsigned(s, p + 4 + i);
            out[at + i] = scale * ((b & 15) | (high >>> i & 1) << 4) + minimum;
            out[at + i + 16] = scale * (b >>> 4 | (high >>> (i + 16) & 1) << 4) + minimum;
        }
    }

    private static void mxfp4(MemorySegment s, long p, float[] out, int at) {
        // Half of 2^(e - 127), because the table is doubled.
        float scale = Math.scalb(1f, unsigned(s, p) - 128);
        for (int i = 0; i < 16; i++) {
            int b = unsigned(s, p + 1 + i);
            out[at + i] = scale * E2M1_DOUBLED[b & 15];
            out[at + i + 16] = scale * E2M1_DOUBLED[b >>> 4];
        }
    }

    /** 16 bytes of (scale, minimum) nibbles, 64 of quants, the two F16 factors last. */
    private static void q2k(MemorySegment s, long p, float[] out, int at) {
        float scale = half(s, p + 80);
        float minimum = half(s, p + 82);
        for (int i = 0; i < 256; i++) {
            int group = unsigned(s, p + i / 16);
            int quant = unsigned(s, p + 16 + i / 128 * 32L + i % 32) >>> (i % 128 / 32 * 2) & 3;
            out[at + i] = scale * (group & 15) * quant - minimum * (group >>> 4);
        }
    }

    /** 32 bytes of third bits (one bit a group of 32), 64 of low bits, 12 of scales, F16 factor last. */
    private static void q3k(MemorySegment s, long p, float[] out, int at) {
        float scale = half(s, p + 108);
        for (int i = 0; i < 256; i++) {
            int low = unsigned(s, p + 32 + i / 128 * 32L + i % 32) >>> (i % 128 / 32 * 2) & 3;
            int high = unsigned(s, p + i % 32) >>> (i / 32) & 1;
            out[at + i] = scale * (q3kScale(s, p + 96, i / 16) - 32) * (low + 4 * high - 4);
        }
    }

    /** Scale j has its low 4 bits in byte j % 8 and its high 2 in byte 8 + j % 4. */
    private static int q3kScale(MemorySegment s, long p, int j) {
        int low = unsigned(s, p + j % 8) >>> (j / 8 * 4) & 15;
        int high = unsigned(s, p + 8 + j % 4) >>> (j / 4 * 2) & 3;
        return low | high << 4;
    }

    private static void q4k(MemorySegment s, long p, float[] out, int at) {
        for (int j = 0; j < 8; j++) {
            float scale = half(s, p) * k4Scale(s, p + 4, j);
            float minimum = half(s, p + 2) * k4Minimum(s, p + 4, j);
            for (int i = 0; i < 32; i++) {
                int quant = unsigned(s, p + 16 + j / 2 * 32L + i) >>> (j % 2 * 4) & 15;
                out[at + j * 32 + i] = scale * quant - minimum;
            }
        }
    }

    private static void q5k(MemorySegment s, long p, float[] out, int at) {
        for (int j = 0; j < 8; j++) {
            float scale = half(s, p) * k4Scale(s, p + 4, j);
            float minimum = half(s, p + 2) * k4Minimum(s, p + 4, j);
            for (int i = 0; i < 32; i++) {
                int low = unsigned(s, p + 48 + j / 2 * 32L + i) >>> (j % 2 * 4) & 15;
                int high = unsigned(s, p + 16 + i) >>> j & 1;
                out[at + j * 32 + i] = scale * (low | high << 4) - minimum;
            }
        }
    }

    /** The 6-bit scale of group j: the first four whole, the others split over two bytes. */
    private static int k4Scale(MemorySegment s, long p, int j) {
        return j < 4 ? unsigned(s, p + j) & 63 : (unsigned(s, p + j + 4) & 15) | unsigned(s, p + j - 4) >>> 6 << 4;
    }

    private static int k4Minimum(MemorySegment s, long p, int j) {
        return j < 4 ? unsigned(s, p + j + 4) & 63 : unsigned(s, p + j + 4) >>> 4 | unsigned(s, p + j) >>> 6 << 4;
    }

    /** 128 bytes of low nibbles, 64 of high bit pairs, 16 signed scales, F16 factor last. */
    private static void q6k(MemorySegment s, long p, float[] out, int at) {
        float scale = half(s, p + 208);
        for (int i = 0; i < 256; i++) {
            int half = i / 128;
            int quarter = i % 128 / 32;
            int low = unsigned(s, p + half * 64L + quarter % 2 * 32L + i % 32) >>> (quarter / 2 * 4) & 15;
            int high = unsigned(s, p + 128 + half * 32L + i % 32) >>> (quarter * 2) & 3;
            out[at + i] = scale * s.get(BYTE, p + 192 + i / 16) * ((low | high << 4) - 32);
        }
    }
}
