package dev.nuri.hw.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Softmax of a part of an array, in place. */
final class Softmax {
    private static final VectorSpecies<Float> F = Exponential.F;
    private static final int L = F.length();

    private Softmax() {}

    /**
     * x = softmax(scale * x), for x[at, at + n).
     *
     * @param sink one more logit, not scaled, that takes its share and is gone; negative infinity for none
     */
    static void of(float[] x, int at, int n, float scale, float sink) {
        float greatest = Math.max(sink, greatest(x, at, n, scale));
        double sum = Math.exp((double) sink - greatest) + exponentials(x, at, n, greatest);
        float factor = (float) (1 / sum);
        for (int i = at; i < at + n; i++) {
            x[i] *= factor;
        }
    }

    /** Scales, and finds the greatest. */
    private static float greatest(float[] x, int at, int n, float scale) {
        FloatVector best = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        int i = at;
        for (; i <= at + n - L; i += L) {
            FloatVector v = FloatVector.fromArray(F, x, i).mul(scale);
            v.intoArray(x, i);
            best = best.max(v);
        }
        float greatest = best.reduceLanes(VectorOperators.MAX);
        for (; i < at + n; i++) {
            x[i] *= scale;
            greatest = Math.max(greatest, x[i]);
        }
        return greatest;
    }

    private static double exponentials(float[] x, int at, int n, float greatest) {
        FloatVector sum = FloatVector.zero(F);
        int i = at;
        for (; i <= at + n - L; i += L) {
            FloatVector e = Exponential.of(FloatVector.fromArray(F, x, i).sub(greatest));
            e.intoArray(x, i);
            sum = sum.add(e);
        }
        double total = sum.reduceLanes(VectorOperators.ADD);
        for (; i < at + n; i++) {
            x[i] = (float) Math.exp((double) x[i] - greatest);
            total += x[i];
        }
        return total;
    }
}
