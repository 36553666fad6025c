package dev.nuri.moe.model;

import java.util.Arrays;

/** Vector arithmetic in doubles, written to be read. */
final class PlainMath {
    private PlainMath() {}

    /** Matrix number {@code which} of a stack [which][rows][x.length] by x. */
    static double[] times(float[] stack, int which, int rows, double[] x) {
        double[] out = new double[rows];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < x.length; c++) {
                out[r] += stack[(which * rows + r) * x.length + c] * x[c];
            }
        }
        return out;
    }

    static double[] times(float[] matrix, int rows, double[] x) {
        return times(matrix, 0, rows, x);
    }

    static double[] rmsNorm(double[] x, float[] weight, double epsilon) {
        double mean = Arrays.stream(x).map(v -> v * v).sum() / x.length;
        double[] out = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = x[i] / Math.sqrt(mean + epsilon) * weight[i];
        }
        return out;
    }

    static double[] softmax(double[] x) {
        double sum = Arrays.stream(x).map(Math::exp).sum();
        return Arrays.stream(x).map(v -> Math.exp(v) / sum).toArray();
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    static void addTo(double[] x, double factor, double[] y) {
        for (int i = 0; i < x.length; i++) {
            x[i] += factor * y[i];
        }
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double[] concat(double[] a, double[] b) {
        double[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    static double[] row(float[] matrix, int row, int columns) {
        double[] out = new double[columns];
        for (int c = 0; c < columns; c++) {
            out[c] = matrix[row * columns + c];
        }
        return out;
    }

    /** Turns neighbouring pairs. */
    static double[] ropeNeighbours(double[] x, int position, double base) {
        double[] out = new double[x.length];
        for (int i = 0; i < x.length; i += 2) {
            double angle = position * Math.pow(base, -(double) i / x.length);
            out[i] = x[i] * Math.cos(angle) - x[i + 1] * Math.sin(angle);
            out[i + 1] = x[i] * Math.sin(angle) + x[i + 1] * Math.cos(angle);
        }
        return out;
    }

    /** Turns element i with element i + half. */
    static double[] ropeHalves(double[] x, int position, double base) {
        double[] out = new double[x.length];
        int half = x.length / 2;
        for (int i = 0; i < half; i++) {
            double angle = position * Math.pow(base, -2.0 * i / x.length);
            out[i] = x[i] * Math.cos(angle) - x[i + half] * Math.sin(angle);
            out[i + half] = x[i] * Math.sin(angle) + x[i + half] * Math.cos(angle);
        }
        return out;
    }

    static double[] swiglu(float[] gate, float[] up, float[] down, int which, int inner, double[] x) {
        double[] g = times(gate, which, inner, x);
        double[] u = times(up, which, inner, x);
        for (int i = 0; i < inner; i++) {
            u[i] *= g[i] * sigmoid(g[i]);
        }
        return times(down, which, x.length, u);
    }

    static double nmse(float[] actual, double[] expected) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            error += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            size += expected[i] * expected[i];
        }
        return error / size;
    }
}
