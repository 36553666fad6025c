package dev.nuri.hw.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of activations rounded to 8 bits for products with whole numbers: each run of {@link PackedLayout#step} columns
 * becomes a scale, its greatest magnitude / 127, and numbers from -127 to 127. That is the precision llama.cpp multiplies
 * quantised weights in too.
 *
 * <p>The numbers are kept as pairs of 16 bits, in the order in which a kernel meets the columns (see
 * {@link PackedLayout}), and prepared for quants that still have others above them: a kernel multiplies the whole lane v
 * by x0, then v shifted right by x1 - 2^shift x0, and so on. In the sum all but the lowest quant's own product cancels
 * each time, modulo 2^16, in which the true sum fits.
 */
final class Activations {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_256;
    private static final VectorSpecies<Short> S = ShortVector.SPECIES_256;
    private static final VectorSpecies<Short> HALF = ShortVector.SPECIES_128;

    /** Below this a run counts as zero: 127 / it would overflow. */
    private static final float LEAST = 1e-36f;

    private static final int LEAD = 2; // before the numbers, for the shifted read

    private final int[] order = new int[32];
    private ShortVector above; // 2^shift for lanes that have a quant below them, else 0
    private PackedLayout layout;
    private int columns;
    private short[] plain = new short[0];
    private short[] ordered = new short[0]; // LEAD + one row

    /** [rows][columns / 2], two 16-bit numbers each. */
    int[] pairs = new int[0];
    /** [rows][columns / step]. */
    float[] scales = new float[0];
    /** [rows][columns / 16], sums of the rounded numbers. */
    int[] sums = new int[0];
    /** [rows][columns / 32], likewise. */
    int[] wideSums = new int[0];

    /** Makes room. */
    void prepare(PackedLayout newLayout, int rows, int newColumns) {
        int numbers = Math.multiplyExact(rows, newColumns);
        if (pairs.length < numbers / 2) {
            pairs = new int[numbers / 2];
            scales = new float[numbers / 32];
            sums = new int[numbers / 16];
            wideSums = new int[numbers / 32];
        }
        if (plain.length < newColumns) {
            plain = new short[newColumns];
            ordered = new short[LEAD + newColumns];
        }
        columns = newColumns;
        if (layout != newLayout) {
            layout = newLayout;
            for (int i = 0; i < order.length; i++) {
                order[i] = column(newLayout, i);
            }
            above = ShortVector.fromArray(S, factors(newLayout), 0);
        }
    }

    /** Which of 32 columns comes i-th: lanes alternate between two columns, quants of a lane follow each other. */
    private static int column(PackedLayout layout, int i) {
        int lane = i & 1;
        return switch (layout) {
            case NIBBLES, NIBBLES_K -> i / 8 * 4 + 2 * lane + (i / 2 & 1) * 16 + (i / 4 & 1);
            case BYTES, BYTES_K -> i / 4 * 4 + 2 * lane + (i / 2 & 1);
            case E2M1 -> i / 4 * 2 + lane + (i / 2 & 1) * 16;
        };
    }

    private static short[] factors(PackedLayout layout) {
        short[] out = new short[S.length()];
        for (int i = 0; i < out.length; i++) {
            out[i] = (short)
                    switch (layout) {
                        case NIBBLES, NIBBLES_K -> i % 8 < 2 ? 0 : 16;
                        case BYTES, BYTES_K -> i % 4 < 2 ? 0 : 256;
                        case E2M1 -> 0;
                    };
        }
        return out;
    }

    /**
     * Rounds one row.
     *
     * @param x [columns] from {@code at}
     * @param row where to put it
     * @return false if a number was not finite; the row is then not usable
     */
    boolean round(float[] x, int at, int row) {
        int step = layout.step();
        boolean finite = true;
        for (int c = 0; c < columns; c += step) {
            float greatest = greatest(x, at + c, step);
            finite &= greatest <= Float.MAX_VALUE;
            float inverse = greatest < LEAST ? 0 : 127 / greatest;
            scales[(row * columns + c) / step] = greatest / 127;
            for (int i = c; i < c + step; i += 16) {
                sums[(row * columns + i) / 16] = round16(x, at + i, inverse, i);
            }
        }
        for (int i = row * columns / 32; i < (row + 1) * columns / 32; i++) {
            wideSums[i] = sums[2 * i] + sums[2 * i + 1];
        }
        reorder();
        for (int i = 0; i < columns; i += S.length()) {
            ShortVector below = ShortVector.fromArray(S, ordered, i);
            ShortVector own = ShortVector.fromArray(S, ordered, i + LEAD);
            own.sub(below.mul(above)).reinterpretAsInts().intoArray(pairs, (row * columns + i) / 2);
        }
        return finite;
    }

    private static float greatest(float[] x, int at, int n) {
        FloatVector greatest = FloatVector.zero(F);
        for (int i = 0; i < n; i += F.length()) {
            greatest = greatest.max(FloatVector.fromArray(F, x, at + i).abs());
        }
        return greatest.reduceLanes(VectorOperators.MAX);
    }

    private int round16(float[] x, int at, float inverse, int to) {
        IntVector a = nearest(FloatVector.fromArray(F, x, at).mul(inverse));
        IntVector b = nearest(FloatVector.fromArray(F, x, at + 8).mul(inverse));
        ((ShortVector) a.convertShape(VectorOperators.I2S, HALF, 0)).intoArray(plain, to);
        ((ShortVector) b.convertShape(VectorOperators.I2S, HALF, 0)).intoArray(plain, to + 8);
        return a.add(b).reduceLanes(VectorOperators.ADD);
    }

    /** To the nearest whole number: past 2^23 a float has no fraction, so adding that much rounds. */
    private static IntVector nearest(FloatVector x) {
        float shift = 0x1.8p23f;
        return x.add(shift).reinterpretAsInts().sub(Float.floatToRawIntBits(shift));
    }

    private void reorder() {
        for (int c = 0; c < columns; c += 32) {
            for (int i = 0; i < 32; i++) {
                ordered[LEAD + c + i] = plain[c + order[i]];
            }
        }
    }
}
