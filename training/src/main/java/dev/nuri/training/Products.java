package dev.nuri.training;

/**
 * Matrix products over rows that are arrays of their own, written so that the JIT compiler turns the inner loops into
 * vector instructions: eight rows are added to one at a time, without indices that could overlap.
 */
final class Products {

    private static final int STEP = 8;

    private Products() {}

    /**
     * {@code out[i][j] += sum over k of a[i][k] * b[k][j]} for i in [from, to).
     *
     * @param a {@code [n][k]}
     * @param b {@code [k][m]}
     * @param out {@code [n][m]}
     */
    static void add(float[][] a, float[][] b, float[][] out, int from, int to, int depth) {
        int k = 0;
        for (; k + STEP <= depth; k += STEP) {
            for (int i = from; i < to; i++) {
                float[] x = a[i];
                eight(
                        out[i], b[k], b[k + 1], b[k + 2], b[k + 3], b[k + 4], b[k + 5], b[k + 6], b[k + 7], x[k],
                        x[k + 1], x[k + 2], x[k + 3], x[k + 4], x[k + 5], x[k + 6], x[k + 7]);
            }
        }
        for (; k < depth; k++) {
            for (int i = from; i < to; i++) {
                one(out[i], b[k], a[i][k]);
            }
        }
    }

    private static void eight(
            float[] out,
            float[] b0,
            float[] b1,
            float[] b2,
            float[] b3,
            float[] b4,
            float[] b5,
            float[] b6,
            float[] b7,
            float x0,
            float x1,
            float x2,
            float x3,
            float x4,
            float x5,
            float x6,
            float x7) {
        for (int j = 0; j < out.length; j++) {
            float low = Math.fma(x3, b3[j], Math.fma(x2, b2[j], Math.fma(x1, b1[j], Math.fma(x0, b0[j], out[j]))));
            out[j] = Math.fma(x7, b7[j], Math.fma(x6, b6[j], Math.fma(x5, b5[j], Math.fma(x4, b4[j], low))));
        }
    }

    /** {@code out += x * b}. */
    static void one(float[] out, float[] b, float x) {
        for (int j = 0; j < out.length; j++) {
            out[j] = Math.fma(x, b[j], out[j]);
        }
    }

    static float dot(float[] a, float[] b) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 4 <= a.length; i += 4) {
            s0 = Math.fma(a[i], b[i], s0);
            s1 = Math.fma(a[i + 1], b[i + 1], s1);
            s2 = Math.fma(a[i + 2], b[i + 2], s2);
            s3 = Math.fma(a[i + 3], b[i + 3], s3);
        }
        for (; i < a.length; i++) {
            s0 = Math.fma(a[i], b[i], s0);
        }
        return (s0 + s1) + (s2 + s3);
    }
}
