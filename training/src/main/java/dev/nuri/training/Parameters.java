package dev.nuri.training;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * What is learned, with the state of the optimiser: a vector for each row and the logarithm of a weight. Adam (Kingma
 * and Ba, arXiv 1412.6980) in its lazy form: only rows that a batch touched move.
 */
final class Parameters {

    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float TINY = 1e-8f;

    final int dimension;
    final float[][] vectors; // [rows][dimension]
    final float[] logWeights; // [rows]
    private final float[][] start; // [rows][dimension]
    private final float[][] first; // [rows][dimension] mean of gradients
    private final float[][] second; // [rows][dimension] mean of squared gradients
    private final float[] firstWeight; // [rows]
    private final float[] secondWeight; // [rows]

    /**
     * @param vectors {@code [rows][dimension]}, taken over
     * @param logWeights {@code [rows]}, taken over
     */
    Parameters(float[][] vectors, float[] logWeights) {
        int rows = vectors.length;
        dimension = vectors[0].length;
        this.vectors = vectors;
        this.logWeights = logWeights;
        start = new float[rows][];
        for (int row = 0; row < rows; row++) {
            start[row] = vectors[row].clone();
        }
        first = new float[rows][dimension];
        second = new float[rows][dimension];
        firstWeight = new float[rows];
        secondWeight = new float[rows];
    }

    int rows() {
        return vectors.length;
    }

    /** The weight that a row's vector is multiplied by. */
    float weight(int row) {
        return (float) Math.exp(logWeights[row]);
    }

    /**
     * How a step moves.
     *
     * @param rate of vectors
     * @param weightRate of the logarithms of weights
     * @param pull share of the way back to its start that a touched row goes at rate 1
     * @param step counted from 1
     */
    record Move(float rate, float weightRate, float pull, long step) {}

    /**
     * Moves one row.
     *
     * @param gradient {@code [dimension]} of its vector
     * @param weightGradient of the logarithm of its weight
     */
    void move(int row, float[] gradient, float weightGradient, Move move) {
        float c1 = (float) (1 - Math.pow(BETA1, (double) Math.min(move.step(), 10_000)));
        float c2 = (float) Math.sqrt(1 - Math.pow(BETA2, (double) move.step()));
        float rate = move.rate() * c2 / c1;
        move(vectors[row], first[row], second[row], gradient, rate);
        float back = move.rate() * move.pull();
        if (back > 0) {
            towards(vectors[row], start[row], back);
        }
        firstWeight[row] = BETA1 * firstWeight[row] + (1 - BETA1) * weightGradient;
        secondWeight[row] = BETA2 * secondWeight[row] + (1 - BETA2) * weightGradient * weightGradient;
        logWeights[row] -=
                move.weightRate() * c2 / c1 * firstWeight[row] / ((float) Math.sqrt(secondWeight[row]) + TINY);
    }

    private static void move(float[] x, float[] m, float[] v, float[] g, float rate) {
        for (int i = 0; i < x.length; i++) {
            m[i] = BETA1 * m[i] + (1 - BETA1) * g[i];
        }
        for (int i = 0; i < x.length; i++) {
            v[i] = BETA2 * v[i] + (1 - BETA2) * g[i] * g[i];
        }
        for (int i = 0; i < x.length; i++) {
            x[i] -= rate * m[i] / ((float) Math.sqrt(v[i]) + TINY);
        }
    }

    private static void towards(float[] x, float[] goal, float share) {
        for (int i = 0; i < x.length; i++) {
            x[i] += share * (goal[i] - x[i]);
        }
    }

    /** Adds a text's weighted rows into {@code sum} and returns its length. */
    float sum(int[] rows, float[] sum) {
        Arrays.fill(sum, 0);
        for (int row : rows) {
            Products.one(sum, vectors[row], weight(row));
        }
        return (float) Math.sqrt(Products.dot(sum, sum));
    }

    /** A text's vector of unit length; all zero for a text without rows. */
    float[] embed(int[] rows) {
        float[] sum = new float[dimension];
        float length = sum(rows, sum);
        for (int i = 0; i < dimension; i++) {
            sum[i] /= Math.max(length, 1e-12f);
        }
        return sum;
    }

    /** Vectors with their weights multiplied in. */
    float[][] weighted() {
        float[][] weighted = new float[rows()][dimension];
        for (int row = 0; row < rows(); row++) {
            Products.one(weighted[row], vectors[row], weight(row));
        }
        return weighted;
    }

    void write(DataOutputStream out) throws IOException {
        for (float[][] table : new float[][][] {vectors, first, second, {logWeights, firstWeight, secondWeight}}) {
            for (float[] row : table) {
                ByteBuffer bytes = ByteBuffer.allocate(row.length * Float.BYTES);
                bytes.asFloatBuffer().put(row);
                out.write(bytes.array());
            }
        }
    }

    void read(DataInputStream in) throws IOException {
        for (float[][] table : new float[][][] {vectors, first, second, {logWeights, firstWeight, secondWeight}}) {
            for (float[] row : table) {
                FloatBuffer floats =
                        ByteBuffer.wrap(in.readNBytes(row.length * Float.BYTES)).asFloatBuffer();
                if (floats.remaining() != row.length) {
                    throw new IOException("it ends too soon");
                }
                floats.get(row);
            }
        }
    }
}
