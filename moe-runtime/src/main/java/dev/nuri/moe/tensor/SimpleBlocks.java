package dev.nuri.moe.tensor;

import java.nio.ByteBuffer;

/**
 * Encoders of the types whose scale follows from the block's extremes. They round as ggml's reference quantisers do, so
 * that the bytes are equal.
 */
final class SimpleBlocks {
    private static final int SIZE = 32;
    private static final int HALF = 16;

    /** Twice the values of E2M1. */
    private static final byte[] E2M1_DOUBLED = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

    private SimpleBlocks() {}

    static void q80(float[] x, int at, ByteBuffer out) {
        float scale = Math.abs(extreme(x, at)) / 127;
        float inverse = inverse(scale);
        out.putShort(Float.floatToFloat16(scale));
        for (int i = 0; i < SIZE; i++) {
            out.put((byte) round(x[at + i] * inverse));
        }
    }

    static void q40(float[] x, int at, ByteBuffer out) {
        float scale = extreme(x, at) / -8;
        float inverse = inverse(scale);
        out.putShort(Float.floatToFloat16(scale));
        for (int i = 0; i < HALF; i++) {
            int low = Math.min(15, (int) (x[at + i] * inverse + 8.5f));
            int high = Math.min(15, (int) (x[at + i + HALF] * inverse + 8.5f));
            out.put((byte) (low | high << 4));
        }
    }

    static void q41(float[] x, int at, ByteBuffer out) {
        float least = least(x, at);
        float scale = (greatest(x, at) - least) / 15;
        float inverse = inverse(scale);
        out.putShort(Float.floatToFloat16(scale)).putShort(Float.floatToFloat16(least));
        for (int i = 0; i < HALF; i++) {
            int low = Math.min(15, (int) ((x[at + i] - least) * inverse + 0.5f));
            int high = Math.min(15, (int) ((x[at + i + HALF] - least) * inverse + 0.5f));
            out.put((byte) (low | high << 4));
        }
    }

    static void q50(float[] x, int at, ByteBuffer out) {
        float scale = extreme(x, at) / -16;
        float inverse = inverse(scale);
        out.putShort(Float.floatToFloat16(scale));
        int[] quants = new int[SIZE];
        for (int i = 0; i < SIZE; i++) {
            quants[i] = Math.min(31, (int) (x[at + i] * inverse + 16.5f));
        }
        fiveBits(quants, out);
    }

    static void q51(float[] x, int at, ByteBuffer out) {
        float least = least(x, at);
        float scale = (greatest(x, at) - least) / 31;
        float inverse = inverse(scale);
        out.putShort(Float.floatToFloat16(scale)).putShort(Float.floatToFloat16(least));
        int[] quants = new int[SIZE];
        for (int i = 0; i < SIZE; i++) {
            quants[i] = Math.min(31, (int) ((x[at + i] - least) * inverse + 0.5f));
        }
        fiveBits(quants, out);
    }

    /** The fifth bits as one word, then the low four of elements i and i + 16 in byte i. */
    private static void fiveBits(int[] quants, ByteBuffer out) {
        int high = 0;
        for (int i = 0; i < SIZE; i++) {
            high |= quants[i] >>> 4 << i;
        }
        out.putInt(high);
        for (int i = 0; i < HALF; i++) {
            out.put((byte) ((quants[i] & 15) | (quants[i + HALF] & 15) << 4));
        }
    }

    /** The scale is the power of two that brings the greatest magnitude to 4 to 8. */
    static void mxfp4(float[] x, int at, ByteBuffer out) {
        float greatest = Math.abs(extreme(x, at));
        // Subnormals have the exponent 2^-127 in Java; below what a scale can say, all is zero.
        int exponent = greatest > 0 ? Math.clamp(Math.getExponent(greatest) - 2 + 127, 0, 254) : 0;
        float scale = Math.scalb(1f, exponent - 128);
        out.put((byte) exponent);
        for (int i = 0; i < HALF; i++) {
            int low = nearest(x[at + i], scale);
            int high = nearest(x[at + i + HALF], scale);
            out.put((byte) (low | high << 4));
        }
    }

    private static int nearest(float x, float scale) {
        int best = 0;
        for (int i = 1; i < E2M1_DOUBLED.length; i++) {
            if (Math.abs(E2M1_DOUBLED[i] * scale - x) < Math.abs(E2M1_DOUBLED[best] * scale - x)) {
                best = i;
            }
        }
        return best;
    }

    /** The first value of the greatest magnitude, with its sign. */
    private static float extreme(float[] x, int at) {
        float extreme = 0;
        for (int i = at; i < at + SIZE; i++) {
            extreme = Math.abs(x[i]) > Math.abs(extreme) ? x[i] : extreme;
        }
        return extreme;
    }

    private static float least(float[] x, int at) {
        float least = x[at];
        for (int i = at; i < at + SIZE; i++) {
            least = Math.min(least, x[i]);
        }
        return least;
    }

    private static float greatest(float[] x, int at) {
        float greatest = x[at];
        for (int i = at; i < at + SIZE; i++) {
            greatest = Math.max(greatest, x[i]);
        }
        return greatest;
    }

    private static float inverse(float scale) {
        return scale == 0 ? 0 : 1 / scale;
    }

    /** To nearest, halves away from zero. */
    static int round(float value) {
        int magnitude = Math.round(Math.abs(value));
        return value < 0 ? -magnitude : magnitude;
    }
}
