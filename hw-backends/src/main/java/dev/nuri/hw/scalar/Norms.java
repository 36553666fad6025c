package dev.nuri.hw.scalar;

import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;
import java.util.function.UnaryOperator;

/** Functions of whole rows. */
final class Norms {
    private Norms() {}

    static void rmsNorm(Call.RmsNorm c) {
        float[] weight = Rows.vector(c.weight(), c.x().columns(), 1);
        eachRow(c.x(), c.out(), x -> {
            double squares = 0;
            for (float v : x) {
                squares += (double) v * v;
            }
            double factor = 1 / Math.sqrt(squares / x.length + c.epsilon());
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) (x[i] * factor) * weight[i];
            }
            return x;
        });
    }

    static void layerNorm(Call.LayerNorm c) {
        float[] weight = Rows.vector(c.weight(), c.x().columns(), 1);
        float[] bias = Rows.vector(c.bias(), c.x().columns(), 0);
        eachRow(c.x(), c.out(), x -> {
            double sum = 0;
            for (float v : x) {
                sum += v;
            }
            double mean = sum / x.length;
            double squares = 0;
            for (float v : x) {
                squares += (v - mean) * (v - mean);
            }
            double factor = 1 / Math.sqrt(squares / x.length + c.epsilon());
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) ((x[i] - mean) * factor) * weight[i] + bias[i];
            }
            return x;
        });
    }

    static void softmax(Call.Softmax c) {
        eachRow(c.x(), c.out(), Norms::softmax);
    }

    /** Softmax in a new array, shifted by the maximum so that nothing overflows. */
    static float[] softmax(float[] x) {
        float max = Float.NEGATIVE_INFINITY;
        for (float v : x) {
            max = Math.max(max, v);
        }
        double[] e = new double[x.length];
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            e[i] = Math.exp((double) x[i] - max);
            sum += e[i];
        }
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = (float) (e[i] / sum);
        }
        return out;
    }

    private static void eachRow(Tensor from, Tensor to, UnaryOperator<float[]> function) {
        for (int s = 0; s < from.slices(); s++) {
            for (int r = 0; r < from.rows(); r++) {
                Rows.store(to, s, r, function.apply(Rows.load(from, s, r)));
            }
        }
    }
}
