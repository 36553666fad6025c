package dev.nuri.moe.tensor;

import java.nio.ByteBuffer;

/** Encoders of the types of 256 values in groups, whose scales are themselves quantised. */
final class SuperBlocks {
    private static final int SIZE = 256;

    private SuperBlocks() {}

    /** Groups with a scale and a minimum each, quantised to whole multiples of two common factors. */
    private static final class Groups {
        final int[] scales;
        final int[] minimums;
        final int[] quants = new int[SIZE];
        final short scale; // F16
        final short minimum; // F16

        /**
         * @param size of a group
         * @param most greatest quant
         * @param steps greatest quantised scale
         */
        Groups(float[] x, int at, int size, int most, int steps) {
            int count = SIZE / size;
            double[] s = new double[count];
            double[] m = new double[count];
            GroupFit fit = new GroupFit();
            double greatest = 0;
            double deepest = 0;
            for (int g = 0; g < count; g++) {
                fit.withMinimum(x, at + g * size, size, most);
                s[g] = fit.scale();
                m[g] = fit.minimum();
                greatest = Math.max(greatest, s[g]);
                deepest = Math.max(deepest, m[g]);
            }
            scale = Float.floatToFloat16((float) (greatest / steps));
            minimum = Float.floatToFloat16((float) (deepest / steps));
            scales = steps(s, scale, steps);
            minimums = steps(m, minimum, steps);
            for (int i = 0; i < SIZE; i++) {
                double d = (double) Float.float16ToFloat(scale) * scales[i / size];
                double least = (double) Float.float16ToFloat(minimum) * minimums[i / size];
                quants[i] = d == 0 ? 0 : (int) Math.clamp(Math.rint((x[at + i] + least) / d), 0, most);
            }
        }

        private static int[] steps(double[] values, short factor, int most) {
            double f = Float.float16ToFloat(factor);
            int[] out = new int[values.length];
            for (int g = 0; g < out.length; g++) {
                out[g] = f == 0 ? 0 : (int) Math.clamp(Math.rint(values[g] / f), 0, most);
            }
            return out;
        }
    }

    /** Groups of 16 with a signed scale each. */
    private static final class SignedGroups {
        final int[] scales = new int[16];
        final int[] quants = new int[SIZE]; // from -most
        final short scale; // F16

        /**
         * @param most quants go from -most to most - 1
         * @param steps quantised scales go from -steps to steps - 1
         */
        SignedGroups(float[] x, int at, int most, int steps) {
            double[] s = new double[16];
            GroupFit fit = new GroupFit();
            double extreme = 0;
            for (int g = 0; g < 16; g++) {
                fit.symmetric(x, at + g * 16, 16, most);
                s[g] = fit.scale();
                extreme = Math.abs(s[g]) > Math.abs(extreme) ? s[g] : extreme;
            }
            scale = Float.floatToFloat16((float) (extreme / -steps));
            double f = Float.float16ToFloat(scale);
            for (int g = 0; g < 16; g++) {
                scales[g] = f == 0 ? 0 : (int) Math.clamp(Math.rint(s[g] / f), -steps, steps - 1);
            }
            for (int i = 0; i < SIZE; i++) {
                double d = f * scales[i / 16];
                quants[i] = d == 0 ? 0 : (int) Math.clamp(Math.rint(x[at + i] / d), -most, most - 1);
            }
        }
    }

    static void q2k(float[] x, int at, ByteBuffer out) {
        Groups groups = new Groups(x, at, 16, 3, 15);
        for (int g = 0; g < 16; g++) {
            out.put((byte) (groups.scales[g] | groups.minimums[g] << 4));
        }
        lowBits(groups.quants, 0, out);
        out.putShort(groups.scale).putShort(groups.minimum);
    }

    /** Two bits of each element: byte i of a half holds elements i, i + 32, i + 64 and i + 96. */
    private static void lowBits(int[] quants, int offset, ByteBuffer out) {
        for (int half = 0; half < SIZE; half += 128) {
            for (int i = 0; i < 32; i++) {
                int bits = 0;
                for (int quarter = 0; quarter < 4; quarter++) {
                    bits |= ((quants[half + quarter * 32 + i] + offset) & 3) << (2 * quarter);
                }
                out.put((byte) bits);
            }
        }
    }

    static void q3k(float[] x, int at, ByteBuffer out) {
        SignedGroups groups = new SignedGroups(x, at, 4, 32);
        for (int i = 0; i < 32; i++) {
            int bits = 0;
            for (int eighth = 0; eighth < 8; eighth++) {
                bits |= ((groups.quants[eighth * 32 + i] + 4) >>> 2) << eighth;
            }
            out.put((byte) bits);
        }
        lowBits(groups.quants, 4, out);
        byte[] scales = new byte[12];
        for (int g = 0; g < 16; g++) {
            int scale = groups.scales[g] + 32;
            scales[g % 8] |= (byte) ((scale & 15) << (g / 8 * 4));
            scales[8 + g % 4] |= (byte) (scale >>> 4 << (g / 4 * 2));
        }
        out.put(scales).putShort(groups.scale);
    }

    /** Q4_K with quants up to 15, Q5_K with quants up to 31. */
    static void q45k(float[] x, int at, ByteBuffer out, int most) {
        Groups groups = new Groups(x, at, 32, most, 63);
        out.putShort(groups.scale).putShort(groups.minimum);
        byte[] scales = new byte[12];
        for (int g = 0; g < 4; g++) {
            scales[g] = (byte) (groups.scales[g] | groups.scales[g + 4] >>> 4 << 6);
            scales[g + 4] = (byte) (groups.minimums[g] | groups.minimums[g + 4] >>> 4 << 6);
            scales[g + 8] = (byte) ((groups.scales[g + 4] & 15) | (groups.minimums[g + 4] & 15) << 4);
        }
        out.put(scales);
        for (int i = 0; i < 32 && most > 15; i++) {
            int bits = 0;
            for (int g = 0; g < 8; g++) {
                bits |= groups.quants[g * 32 + i] >>> 4 << g;
            }
            out.put((byte) bits);
        }
        for (int pair = 0; pair < SIZE; pair += 64) {
            for (int i = 0; i < 32; i++) {
                out.put((byte) ((groups.quants[pair + i] & 15) | (groups.quants[pair + 32 + i] & 15) << 4));
            }
        }
    }

    static void q6k(float[] x, int at, ByteBuffer out) {
        SignedGroups groups = new SignedGroups(x, at, 32, 128);
        for (int half = 0; half < SIZE; half += 128) {
            for (int i = 0; i < 64; i++) {
                int low = (groups.quants[half + i] + 32) & 15;
                int high = (groups.quants[half + 64 + i] + 32) & 15;
                out.put((byte) (low | high << 4));
            }
        }
        for (int half = 0; half < SIZE; half += 128) {
            for (int i = 0; i < 32; i++) {
                int bits = 0;
                for (int quarter = 0; quarter < 4; quarter++) {
                    bits |= ((groups.quants[half + quarter * 32 + i] + 32) >>> 4) << (2 * quarter);
                }
                out.put((byte) bits);
            }
        }
        for (int g = 0; g < 16; g++) {
            out.put((byte) groups.scales[g]);
        }
        out.putShort(groups.scale);
    }
}
