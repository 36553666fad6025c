package dev.nuri.generator.guardrail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Learns a softmax regression over {@link HarmModel#CLASSES}, from sparse examples or dense ones. */
final class SoftmaxDescent {

    private static final double HARMFUL_WEIGHT = 5;
    private static final int CLASSES = HarmModel.CLASSES.size();

    /** A text to learn from. */
    static final class Example {
        private final int[] indices;
        private final float[] values;
        private final double[] target;

        Example(int[] indices, float[] values, double[] target) {
            this.indices = indices;
            this.values = values;
            this.target = target;
        }
    }

    private SoftmaxDescent() {}

    /** AdaGrad over shuffled examples; the last row of the weights is the bias. */
    static void descend(List<Example> examples, float[][] weights, double rate, double l2, int epochs) {
        float[][] squares = new float[weights.length][CLASSES];
        Random random = new Random(11);
        List<Example> order = new ArrayList<>(examples);
        for (int epoch = 0; epoch < epochs; epoch++) {
            Collections.shuffle(order, random);
            double loss = 0;
            for (Example example : order) {
                loss += step(example, weights, squares, rate, l2);
            }
            System.err.printf(Locale.ROOT, "epoch %d loss %.4f%n", epoch, loss / order.size());
        }
    }

    private static double step(Example example, float[][] weights, float[][] squares, double rate, double l2) {
        double[] p = softmax(example, weights);
        double weight = example.target[0] > 0 ? 1 : HARMFUL_WEIGHT;
        double loss = 0;
        double[] slope = new double[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            loss -= weight * example.target[c] * Math.log(Math.max(1e-12, p[c]));
            slope[c] = weight * (p[c] - example.target[c]);
        }
        for (int i = 0; i <= example.indices.length; i++) {
            boolean bias = i == example.indices.length;
            int row = bias ? weights.length - 1 : example.indices[i];
            double value = bias ? 0.1 : example.values[i];
            for (int c = 0; c < CLASSES; c++) {
                double gradient = slope[c] * value + (bias ? 0 : l2 * weights[row][c]);
                squares[row][c] += (float) (gradient * gradient);
                weights[row][c] -= (float) (rate * gradient / (Math.sqrt(squares[row][c]) + 1e-6));
            }
        }
        return loss;
    }

    private static double[] softmax(Example example, float[][] weights) {
        double[] z = new double[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            z[c] = 0.1 * weights[weights.length - 1][c];
        }
        for (int i = 0; i < example.indices.length; i++) {
            float[] row = weights[example.indices[i]];
            for (int c = 0; c < CLASSES; c++) {
                z[c] += row[c] * example.values[i];
            }
        }
        double top = Arrays.stream(z).max().orElseThrow();
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            z[c] = Math.exp(z[c] - top);
            sum += z[c];
        }
        for (int c = 0; c < CLASSES; c++) {
            z[c] /= sum;
        }
        return z;
    }
}
