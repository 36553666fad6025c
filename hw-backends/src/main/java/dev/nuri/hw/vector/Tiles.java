package dev.nuri.hw.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost product of prefill: 4 tokens by a panel of 16 weight rows, all sums in registers. Tokens lie side by side,
 * in fours, so that a step reads 4 neighbouring numbers: one address, no page of the table of pages each.
 *
 * <p>Of the 16 registers 8 hold sums, 2 the panel's column and 4 the tokens' numbers. More tokens would not fit: the
 * compiler loads all of a step's numbers before the first product, and spills sums to make room for them.
 */
final class Tiles {
    /** Rows of a panel. */
    static final int ROWS = 16;

    /** Columns of a panel: 16 KB of floats, half of the first-level cache. */
    static final int DEPTH = 256;

    /** Tokens that lie side by side. */
    static final int TOKENS = 4;

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_256;

    private Tiles() {}

    /** {@code tokens} rounded up to whole fours. */
    static int padded(int tokens) {
        return (tokens + TOKENS - 1) / TOKENS * TOKENS;
    }

    /**
     * Lays four rows side by side.
     *
     * @param x where they are
     * @param a where the first begins, as b, c and d the others
     * @param depth columns
     * @param to receives [depth][4] at {@code at}
     */
    static void interleave(float[] x, int a, int b, int c, int d, int depth, float[] to, int at) {
        for (int j = 0; j < depth; j++) {
            to[at + 4 * j] = x[a + j];
            to[at + 4 * j + 1] = x[b + j];
            to[at + 4 * j + 2] = x[c + j];
            to[at + 4 * j + 3] = x[d + j];
        }
    }

    /**
     * Adds to each token's 16 sums.
     *
     * @param x activations, [tokens / 4][depth][4] from {@code at}
     * @param tokens number of tokens; what fills the last four up may be anything
     * @param panel [depth][16]
     * @param depth columns
     * @param sums [tokens rounded up to 4][16]
     */
    static void add(float[] x, int at, int tokens, float[] panel, int depth, float[] sums) {
        for (int t = 0; t < tokens; t += TOKENS) {
            if (tokens - t > 2) {
                four(x, at + t * depth, panel, depth, sums, t * ROWS);
            } else {
                two(x, at + t * depth, panel, depth, sums, t * ROWS);
            }
        }
    }

    /** Writes a token's sums as F32 to byte {@code to}: what copies memory takes ten times as long for so few. */
    static void write(float[] sums, int at, MemorySegment out, long to) {
        FloatVector.fromArray(F, sums, at).intoMemorySegment(out, to, ByteOrder.LITTLE_ENDIAN);
        FloatVector.fromArray(F, sums, at + 8).intoMemorySegment(out, to + 32, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * 4 tokens. Written out to the last line: methods of more than 325 bytes of code are not merged into their callers,
     * where this loop would have to share registers and took a quarter longer.
     */
    private static void four(float[] x, int from, float[] p, int depth, float[] sums, int at) {
        FloatVector z = FloatVector.zero(F);
        FloatVector c00 = z, c01 = z, c10 = z, c11 = z, c20 = z, c21 = z, c30 = z, c31 = z;
        for (int j = 0; j < depth; j++) {
            FloatVector b0 = FloatVector.fromArray(F, p, j * ROWS);
            FloatVector b1 = FloatVector.fromArray(F, p, j * ROWS + 8);
            FloatVector v = FloatVector.broadcast(F, x[from + 4 * j]);
            c00 = v.fma(b0, c00);
            c01 = v.fma(b1, c01);
            v = FloatVector.broadcast(F, x[from + 4 * j + 1]);
            c10 = v.fma(b0, c10);
            c11 = v.fma(b1, c11);
            v = FloatVector.broadcast(F, x[from + 4 * j + 2]);
            c20 = v.fma(b0, c20);
            c21 = v.fma(b1, c21);
            v = FloatVector.broadcast(F, x[from + 4 * j + 3]);
            c30 = v.fma(b0, c30);
            c31 = v.fma(b1, c31);
        }
        // What is loaded calls add: only of that does the compiler know the class, and no virtual call boxes it.
        FloatVector.fromArray(F, sums, at).add(c00).intoArray(sums, at);
        FloatVector.fromArray(F, sums, at + 8).add(c01).intoArray(sums, at + 8);
        FloatVector.fromArray(F, sums, at + 16).add(c10).intoArray(sums, at + 16);
        FloatVector.fromArray(F, sums, at + 24).add(c11).intoArray(sums, at + 24);
        FloatVector.fromArray(F, sums, at + 32).add(c20).intoArray(sums, at + 32);
        FloatVector.fromArray(F, sums, at + 40).add(c21).intoArray(sums, at + 40);
        FloatVector.fromArray(F, sums, at + 48).add(c30).intoArray(sums, at + 48);
        FloatVector.fromArray(F, sums, at + 56).add(c31).intoArray(sums, at + 56);
    }

    private static void two(float[] x, int from, float[] p, int depth, float[] sums, int at) {
        FloatVector z = FloatVector.zero(F);
        FloatVector c00 = z, c01 = z, c10 = z, c11 = z;
        for (int j = 0; j < depth; j++) {
            FloatVector b0 = FloatVector.fromArray(F, p, j * ROWS);
            FloatVector b1 = FloatVector.fromArray(F, p, j * ROWS + 8);
            FloatVector v = FloatVector.broadcast(F, x[from + 4 * j]);
            c00 = v.fma(b0, c00);
            c01 = v.fma(b1, c01);
            v = FloatVector.broadcast(F, x[from + 4 * j + 1]);
            c10 = v.fma(b0, c10);
            c11 = v.fma(b1, c11);
        }
        FloatVector.fromArray(F, sums, at).add(c00).intoArray(sums, at);
        FloatVector.fromArray(F, sums, at + 8).add(c01).intoArray(sums, at + 8);
        FloatVector.fromArray(F, sums, at + 16).add(c10).intoArray(sums, at + 16);
        FloatVector.fromArray(F, sums, at + 24).add(c11).intoArray(sums, at + 24);
    }
}
