package dev.nuri.hw.scalar;

import dev.nuri.hw.Activation;
import dev.nuri.hw.Call;

/** Functions of single elements. */
final class Elementwise {
    private static final float CLAMP = 7;
    private static final float CLAMPED_SLOPE = 1.702f;

    private Elementwise() {}

    static void copy(Call.Copy c) {
        for (int s = 0; s < c.from().slices(); s++) {
            for (int r = 0; r < c.from().rows(); r++) {
                Rows.store(c.to(), s, r, Rows.load(c.from(), s, r));
            }
        }
    }

    static void storeRows(Call.StoreRows c) {
        for (int t = 0; t < c.from().slices(); t++) {
            int slot = Rows.id(c.slots(), 0, t, c.to().slices());
            for (int r = 0; r < c.from().rows(); r++) {
                Rows.store(c.to(), slot, r, Rows.load(c.from(), t, r));
            }
        }
    }

    static void gate(Call.Gate c) {
        for (int s = 0; s < c.up().slices(); s++) {
            for (int r = 0; r < c.up().rows(); r++) {
                float[] gate = Rows.load(c.gate(), s, r);
                float[] up = Rows.load(c.up(), s, r);
                for (int i = 0; i < up.length; i++) {
                    up[i] = gate(c.activation(), gate[gate.length == 1 ? 0 : i], up[i]);
                }
                Rows.store(c.out(), s, r, up);
            }
        }
    }

    private static float gate(Activation activation, float g, float u) {
        return switch (activation) {
            case SILU -> (float) (g / (1 + Math.exp(-g))) * u;
            case SIGMOID -> (float) (1 / (1 + Math.exp(-g))) * u;
            case GELU -> gelu(g) * u;
            case CLAMPED_SWIGLU -> {
                float low = Math.min(g, CLAMP);
                yield (float) (low / (1 + Math.exp(-CLAMPED_SLOPE * low))) * (Math.clamp(u, -CLAMP, CLAMP) + 1);
            }
        };
    }

    /** Hendrycks and Gimpel, arXiv 1606.08415, the tanh form. */
    private static float gelu(float x) {
        double inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
        return (float) (0.5 * x * (1 + Math.tanh(inner)));
    }

    static void add(Call.Add c) {
        boolean sameRow = c.b().rows() == 1 && c.b().slices() == 1;
        for (int s = 0; s < c.a().slices(); s++) {
            for (int r = 0; r < c.a().rows(); r++) {
                float[] a = Rows.load(c.a(), s, r);
                float[] b = Rows.load(c.b(), sameRow ? 0 : s, sameRow ? 0 : r);
                for (int i = 0; i < a.length; i++) {
                    a[i] += b[i];
                }
                Rows.store(c.out(), s, r, a);
            }
        }
    }

    static void scale(Call.Scale c) {
        for (int s = 0; s < c.x().slices(); s++) {
            for (int r = 0; r < c.x().rows(); r++) {
                float[] x = Rows.load(c.x(), s, r);
                for (int i = 0; i < x.length; i++) {
                    x[i] *= c.factor();
                }
                Rows.store(c.out(), s, r, x);
            }
        }
    }
}
