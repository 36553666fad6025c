package dev.nuri.training;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Turns vectors so that their first components vary most, without the very first, which say how frequent a subword is
 * rather than what it means (Mu and Viswanath, arXiv 1702.01417).
 */
final class PrincipalComponents {

    private final double[] mean; // [width]
    private final float[][] axes; // [width][kept]

    private PrincipalComponents(double[] mean, float[][] axes) {
        this.mean = mean;
        this.axes = axes;
    }

    /**
     * Finds the components.
     *
     * @param vectors {@code [n][width]}
     * @param dropped first components left out
     * @param kept components after them
     * @param stride every so-manieth vector is looked at
     */
    static PrincipalComponents of(float[][] vectors, int dropped, int kept, int stride) {
        int width = vectors[0].length;
        double[] mean = mean(vectors, stride);
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(width, true, true);
        if (!eigen.decompose(covariance(vectors, mean, stride))) {
            throw new TrainingException("The start vectors have no principal components.");
        }
        int[] order = IntStream.range(0, width)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).real))
                .mapToInt(i -> i)
                .toArray();
        float[][] axes = new float[width][kept];
        for (int k = 0; k < kept; k++) {
            DMatrixRMaj axis = eigen.getEigenVector(order[dropped + k]);
            for (int d = 0; d < width; d++) {
                axes[d][k] = (float) axis.get(d, 0);
            }
        }
        return new PrincipalComponents(mean, axes);
    }

    private static double[] mean(float[][] vectors, int stride) {
        double[] mean = new double[vectors[0].length];
        int n = 0;
        for (int i = 0; i < vectors.length; i += stride) {
            for (int d = 0; d < mean.length; d++) {
                mean[d] += vectors[i][d];
            }
            n++;
        }
        for (int d = 0; d < mean.length; d++) {
            mean[d] /= n;
        }
        return mean;
    }

    private static DMatrixRMaj covariance(float[][] vectors, double[] mean, int stride) {
        int width = mean.length;
        float[][] sums = new float[width][width];
        float[] centred = new float[width];
        for (int i = 0; i < vectors.length; i += stride) {
            for (int d = 0; d < width; d++) {
                centred[d] = (float) (vectors[i][d] - mean[d]);
            }
            for (int d = 0; d < width; d++) {
                Products.one(sums[d], centred, centred[d]);
            }
        }
        DMatrixRMaj matrix = new DMatrixRMaj(width, width);
        for (int d = 0; d < width; d++) {
            for (int e = 0; e < width; e++) {
                // Both halves from one, so that rounding does not make it less than symmetric.
                matrix.set(d, e, sums[Math.min(d, e)][Math.max(d, e)]);
            }
        }
        return matrix;
    }

    /** A vector's components. */
    float[] apply(float[] vector) {
        float[] out = new float[axes[0].length];
        for (int d = 0; d < mean.length; d++) {
            Products.one(out, axes[d], (float) (vector[d] - mean[d]));
        }
        return out;
    }

    /** Vectors scaled so that their mean length is 1. */
    static void scale(float[][] vectors) {
        double length = Arrays.stream(vectors)
                .mapToDouble(v -> Math.sqrt(Products.dot(v, v)))
                .average()
                .orElse(1);
        for (float[] vector : vectors) {
            for (int d = 0; d < vector.length; d++) {
                vector[d] /= (float) length;
            }
        }
    }
}
