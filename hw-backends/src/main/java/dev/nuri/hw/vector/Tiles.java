package dev.nuri.hw.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost product of prefill: some tokens by a panel of 16 weight rows, all sums in registers. 6 tokens by 2 vectors
 * use 12 of the 16 registers there are; what is left holds the panel's column and one activation.
 */
final class Tiles {
    /** Rows of a panel. */
    static final int ROWS = 16;

    /** Columns of a panel: 16 KB of floats, half of the first-level cache. */
    static final int DEPTH = 256;

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_256;

    private Tiles() {}

    /**
     * Adds to each token's 16 sums.
     *
     * @param x activations
     * @param rows where each token's columns begin in x
     * @param from first token in {@code rows}
     * @param tokens number of tokens
     * @param shift added to each of {@code rows}
     * @param panel [depth][16]
     * @param depth columns
     * @param sums [tokens rounded up to 2][16]
     */
    static void add(float[] x, int[] rows, int from, int tokens, int shift, float[] panel, int depth, float[] sums) {
        int t = 0;
        for (; t + 5 <= tokens; t += 6) {
            six(x, rows, from + t, from + tokens - 1, shift, panel, depth, sums, t * ROWS);
        }
        for (; t + 3 <= tokens; t += 4) {
            four(x, rows, from + t, from + tokens - 1, shift, panel, depth, sums, t * ROWS);
        }
        for (; t < tokens; t += 2) {
            two(x, rows, from + t, from + tokens - 1, shift, panel, depth, sums, t * ROWS);
        }
    }

    /** Tokens past the last one are the last again; their sums are nobody's. */
    private static int row(int[] rows, int t, int last, int shift) {
        return rows[Math.min(t, last)] + shift;
    }

    private static void six(
            float[] x, int[] rows, int t, int last, int shift, float[] p, int depth, float[] sums, int at) {
        int a0 = row(rows, t, last, shift);
        int a1 = row(rows, t + 1, last, shift);
        int a2 = row(rows, t + 2, last, shift);
        int a3 = row(rows, t + 3, last, shift);
        int a4 = row(rows, t + 4, last, shift);
        int a5 = row(rows, t + 5, last, shift);
        FloatVector z = FloatVector.zero(F);
        FloatVector c00 = z, c01 = z, c10 = z, c11 = z, c20 = z, c21 = z;
        FloatVector c30 = z, c31 = z, c40 = z, c41 = z, c50 = z, c51 = z;
        for (int j = 0; j < depth; j++) {
            FloatVector b0 = FloatVector.fromArray(F, p, j * ROWS);
            FloatVector b1 = FloatVector.fromArray(F, p, j * ROWS + 8);
            FloatVector v = FloatVector.broadcast(F, x[a0 + j]);
            c00 = v.fma(b0, c00);
            c01 = v.fma(b1, c01);
            v = FloatVector.broadcast(F, x[a1 + j]);
            c10 = v.fma(b0, c10);
            c11 = v.fma(b1, c11);
            v = FloatVector.broadcast(F, x[a2 + j]);
            c20 = v.fma(b0, c20);
            c21 = v.fma(b1, c21);
            v = FloatVector.broadcast(F, x[a3 + j]);
            c30 = v.fma(b0, c30);
            c31 = v.fma(b1, c31);
            v = FloatVector.broadcast(F, x[a4 + j]);
            c40 = v.fma(b0, c40);
            c41 = v.fma(b1, c41);
            v = FloatVector.broadcast(F, x[a5 + j]);
            c50 = v.fma(b0, c50);
            c51 = v.fma(b1, c51);
        }
        store(c00, c01, sums, at);
        store(c10, c11, sums, at + ROWS);
        store(c20, c21, sums, at + 2 * ROWS);
        store(c30, c31, sums, at + 3 * ROWS);
        store(c40, c41, sums, at + 4 * ROWS);
        store(c50, c51, sums, at + 5 * ROWS);
    }

    private static void four(
            float[] x, int[] rows, int t, int last, int shift, float[] p, int depth, float[] sums, int at) {
        int a0 = row(rows, t, last, shift);
        int a1 = row(rows, t + 1, last, shift);
        int a2 = row(rows, t + 2, last, shift);
        int a3 = row(rows, t + 3, last, shift);
        FloatVector z = FloatVector.zero(F);
        FloatVector c00 = z, c01 = z, c10 = z, c11 = z, c20 = z, c21 = z, c30 = z, c31 = z;
        for (int j = 0; j < depth; j++) {
            FloatVector b0 = FloatVector.fromArray(F, p, j * ROWS);
            FloatVector b1 = FloatVector.fromArray(F, p, j * ROWS + 8);
            FloatVector v = FloatVector.broadcast(F, x[a0 + j]);
            c00 = v.fma(b0, c00);
            c01 = v.fma(b1, c01);
            v = FloatVector.broadcast(F, x[a1 + j]);
            c10 = v.fma(b0, c10);
            c11 = v.fma(b1, c11);
            v = FloatVector.broadcast(F, x[a2 + j]);
            c20 = v.fma(b0, c20);
            c21 = v.fma(b1, c21);
            v = FloatVector.broadcast(F, x[a3 + j]);
            c30 = v.fma(b0, c30);
            c31 = v.fma(b1, c31);
        }
        store(c00, c01, sums, at);
        store(c10, c11, sums, at + ROWS);
        store(c20, c21, sums, at + 2 * ROWS);
        store(c30, c31, sums, at + 3 * ROWS);
    }

    private static void two(
            float[] x, int[] rows, int t, int last, int shift, float[] p, int depth, float[] sums, int at) {
        int a0 = row(rows, t, last, shift);
        int a1 = row(rows, t + 1, last, shift);
        FloatVector z = FloatVector.zero(F);
        FloatVector c00 = z, c01 = z, c10 = z, c11 = z;
        for (int j = 0; j < depth; j++) {
            FloatVector b0 = FloatVector.fromArray(F, p, j * ROWS);
            FloatVector b1 = FloatVector.fromArray(F, p, j * ROWS + 8);
            FloatVector v = FloatVector.broadcast(F, x[a0 + j]);
            c00 = v.fma(b0, c00);
            c01 = v.fma(b1, c01);
            v = FloatVector.broadcast(F, x[a1 + j]);
            c10 = v.fma(b0, c10);
            c11 = v.fma(b1, c11);
        }
        store(c00, c01, sums, at);
        store(c10, c11, sums, at + ROWS);
    }

    /** What is loaded calls add: only of that does the compiler know the class, and no virtual call boxes it. */
    private static void store(FloatVector a, FloatVector b, float[] sums, int at) {
        FloatVector.fromArray(F, sums, at).add(a).intoArray(sums, at);
        FloatVector.fromArray(F, sums, at + 8).add(b).intoArray(sums, at + 8);
    }
}
