package dev.nuri.moe.tensor;

/**
 * Finds the scale, and the minimum where a type has one, with which a group of values is quantised best: for a range of
 * trial scales the values are rounded, and the scale and minimum that then fit them best follow by least squares; the
 * trial with the least squared error wins.
 */
final class GroupFit {
    private static final int TRIALS = 12; // each way
    private static final double STEP = 0.08; // of a quantum at the end of the range

    private double scale;
    private double minimum;

    /** The factor on quants. */
    double scale() {
        return scale;
    }

    /** What is taken off; not negative. */
    double minimum() {
        return minimum;
    }

    /** Fits x = scale * q - minimum with q from 0 to {@code most}. */
    void withMinimum(float[] x, int at, int count, int most) {
        float low = 0;
        float high = x[at];
        for (int i = at; i < at + count; i++) {
            low = Math.min(low, x[i]);
            high = Math.max(high, x[i]);
        }
        scale = 0;
        minimum = -low;
        if (high <= low) {
            return;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int trial = -TRIALS; trial <= TRIALS; trial++) {
            best = tryWithMinimum(x, at, count, most, low, (most + STEP * trial) / (high - (double) low), best);
        }
    }

    private double tryWithMinimum(float[] x, int at, int count, int most, double low, double inverse, double best) {
        double q1 = 0;
        double q2 = 0;
        double qx = 0;
        double x1 = 0;
        double x2 = 0;
        for (int i = at; i < at + count; i++) {
            double q = Math.clamp(Math.rint((x[i] - low) * inverse), 0, most);
            q1 += q;
            q2 += q * q;
            qx += q * x[i];
            x1 += x[i];
            x2 += (double) x[i] * x[i];
        }
        if (q2 == 0) {
            return best;
        }
        double determinant = count * q2 - q1 * q1; // 0 if all quants are the same
        double s = (count * qx - q1 * x1) / determinant;
        double offset = (q2 * x1 - q1 * qx) / determinant;
        if (determinant <= 0 || offset > 0) {
            offset = 0;
            s = qx / q2;
        }
        double error = s * s * q2 + count * offset * offset + x2 + 2 * (s * offset * q1 - s * qx - offset * x1);
        if (s > 0 && error < best) {
            scale = s;
            minimum = -offset;
            return error;
        }
        return best;
    }

    /** Fits x = scale * q with q from -{@code most} to {@code most} - 1. */
    void symmetric(float[] x, int at, int count, int most) {
        float extreme = 0;
        for (int i = at; i < at + count; i++) {
            extreme = Math.abs(x[i]) > Math.abs(extreme) ? x[i] : extreme;
        }
        scale = 0;
        minimum = 0;
        if (extreme == 0) {
            return;
        }
        double gain = Double.NEGATIVE_INFINITY; // the squares that the fit explains
        for (int trial = -TRIALS; trial <= TRIALS; trial++) {
            double inverse = -(most + STEP * trial) / extreme;
            double qx = 0;
            double q2 = 0;
            for (int i = at; i < at + count; i++) {
                double q = Math.clamp(Math.rint(inverse * x[i]), -most, most - 1);
                qx += q * x[i];
                q2 += q * q;
            }
            if (q2 > 0 && qx * qx / q2 > gain) {
                gain = qx * qx / q2;
                scale = qx / q2;
            }
        }
    }
}
