package dev.nuri.hw.vector;

import dev.nuri.hw.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads a block's quants four columns at a time, as an int with one byte a column, whatever the file's type interleaves.
 * The parts of a quant lie in runs of at least 16 bytes of neighbouring columns, so a few operations on whole ints do.
 */
interface Quants {
    ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** 4 nibbles, one a byte. */
    int LOW = 0x0f0f0f0f;

    /**
     * Quants 4k to 4k + 3 of the block at p. For nibble layouts the low halves of the bytes are 4k to 4k + 3 of a run of 32
     * and the high halves those 16 columns on, k counting 4 to a run.
     */
    int at(MemorySegment s, long p, int k);

    /** The reader for a type that has a {@link PackedLayout}. */
    static Quants of(TensorType type) {
        return switch (type) {
            case Q4_0 -> (s, p, k) -> s.get(INT, p + 2 + 4L * k);
            case Q4_1 -> (s, p, k) -> s.get(INT, p + 4 + 4L * k);
            case MXFP4 -> (s, p, k) -> s.get(INT, p + 1 + 4L * k);
            case Q8_0 -> (s, p, k) -> s.get(INT, p + 2 + 4L * k);
            case Q5_0 -> (s, p, k) -> minus(fiveBits(s, p + 2, k), 0x10101010);
            case Q5_1 -> (s, p, k) -> fiveBits(s, p + 4, k);
            case Q2_K -> Quants::q2k;
            case Q3_K -> Quants::q3k;
            case Q4_K -> Quants::q4k;
            case Q5_K -> Quants::q5k;
            case Q6_K -> Quants::q6k;
            case F32, F16, BF16, I32 -> throw new IllegalArgumentException(type + " has no quants");
        };
    }

    /** Byte-wise a - b for bytes of a below 128. */
    private static int minus(int a, int b) {
        return ((a | 0x80808080) - b) ^ 0x80808080;
    }

    private static int fiveBits(MemorySegment s, long p, int k) {
        int low = s.get(INT, p + 4 + 4L * (k & 3)) >>> (k & 4) & LOW;
        int high = s.get(INT, p) >>> (4 * k) & 15;
        return low | (high * 0x00204081 & 0x01010101) << 4; // the product puts bit i at the bottom of byte i
    }

    private static int q2k(MemorySegment s, long p, int k) {
        return s.get(INT, p + 16 + k / 32 * 32L + 4L * (k & 7)) >>> (k / 8 % 4 * 2) & 0x03030303;
    }

    private static int q3k(MemorySegment s, long p, int k) {
        int low = s.get(INT, p + 32 + k / 32 * 32L + 4L * (k & 7)) >>> (k / 8 % 4 * 2) & 0x03030303;
        int high = s.get(INT, p + 4L * (k & 7)) >>> (k / 8) & 0x01010101;
        return minus(low | high << 2, 0x04040404);
    }

    /** 32 bytes have the nibbles of two runs: their low halves are one, their high halves the other. */
    private static int q4k(MemorySegment s, long p, int k) {
        long at = p + 16 + k / 8 * 32L + 4L * (k & 3);
        int first = s.get(INT, at);
        int second = s.get(INT, at + 16);
        return (k & 4) == 0 ? (first & LOW) | (second & LOW) << 4 : ((first >>> 4) & LOW) | (second & ~LOW);
    }

    private static int q5k(MemorySegment s, long p, int k) {
        int run = k / 8;
        int low = s.get(INT, p + 48 + run / 2 * 32L + 4L * (k & 7)) >>> (run % 2 * 4) & LOW;
        int high = s.get(INT, p + 16 + 4L * (k & 7)) >>> run & 0x01010101;
        return low | high << 4;
    }

    private static int q6k(MemorySegment s, long p, int k) {
        int half = k / 32;
        int quarter = k / 8 % 4;
        int low = s.get(INT, p + half * 64L + quarter % 2 * 32L + 4L * (k & 7)) >>> (quarter / 2 * 4) & LOW;
        int high = s.get(INT, p + 128 + half * 32L + 4L * (k & 7)) >>> (quarter * 2) & 0x03030303;
        return minus(low | high << 4, 0x20202020);
    }
}
