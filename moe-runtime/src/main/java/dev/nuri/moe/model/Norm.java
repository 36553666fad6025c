package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;

/**
 * RMS normalisation of rows.
 *
 * @param weight [C]
 * @param epsilon added to the mean square
 */
record Norm(Tensor weight, float epsilon) {
    /**
     * Normalises each row.
     *
     * @param x [S][R][C]
     * @return [S][R][C], new
     */
    Tensor apply(Pass pass, Tensor x) {
        return applyTo(pass, x, pass.like(x));
    }

    /** Writes to {@code out}, which may be {@code x}. */
    Tensor applyTo(Pass pass, Tensor x, Tensor out) {
        pass.run(new Call.RmsNorm(x, weight, epsilon, out));
        return out;
    }
}
