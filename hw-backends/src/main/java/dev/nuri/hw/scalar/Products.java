package dev.nuri.hw.scalar;

import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;

/** Products with weights. A weight row is decoded once and used for every token that needs it. */
final class Products {
    private Products() {}

    static void getRows(Call.GetRows c) {
        for (int t = 0; t < c.out().rows(); t++) {
            Rows.store(
                    c.out(),
                    0,
                    t,
                    Rows.load(c.table(), 0, Rows.id(c.ids(), 0, t, c.table().rows())));
        }
    }

    static void matMul(Call.MatMul c) {
        float[][] x = new float[c.x().rows()][]; // [T][C]
        float[][] out = new float[c.x().rows()][c.out().columns()]; // [T][R]
        for (int t = 0; t < x.length; t++) {
            x[t] = Rows.load(c.x(), 0, t);
        }
        float[] row = new float[c.weights().columns()];
        for (int r = 0; r < c.weights().rows(); r++) {
            Rows.load(c.weights(), 0, r, row);
            for (int t = 0; t < x.length; t++) {
                out[t][r] = dot(row, x[t]);
            }
        }
        for (int t = 0; t < x.length; t++) {
            Rows.store(c.out(), 0, t, out[t]);
        }
    }

    static void headMatMul(Call.HeadMatMul c) {
        for (int t = 0; t < c.x().slices(); t++) {
            for (int h = 0; h < c.x().rows(); h++) {
                Rows.store(c.out(), t, h, times(c.weights(), h, Rows.load(c.x(), t, h)));
            }
        }
    }

    static void expertMatMul(Call.ExpertMatMul c) {
        for (int t = 0; t < c.out().slices(); t++) {
            for (int k = 0; k < c.out().rows(); k++) {
                int expert = Rows.id(c.ids(), t, k, c.weights().slices());
                float[] x = Rows.load(c.x(), t, c.x().rows() == 1 ? 0 : k);
                Rows.store(c.out(), t, k, times(c.weights(), expert, x));
            }
        }
    }

    /** One matrix of {@code weights} by one vector. */
    private static float[] times(Tensor weights, int slice, float[] x) {
        float[] out = new float[weights.rows()];
        float[] row = new float[weights.columns()];
        for (int r = 0; r < out.length; r++) {
            Rows.load(weights, slice, r, row);
            out[r] = dot(row, x);
        }
        return out;
    }

    /** Summed in double precision, so that the reference's own error is one rounding. */
    static float dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return (float) sum;
    }
}
