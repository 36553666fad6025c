package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;

/**
 * Layer normalisation of rows (Ba et al., arXiv 1607.06450).
 *
 * @param weight [C]
 * @param bias [C]
 * @param epsilon added to the variance
 */
record LayerNorm(Tensor weight, Tensor bias, float epsilon) {
    /** Normalises each row of {@code x}, [S][R][C], in place. */
    void apply(Pass pass, Tensor x) {
        pass.run(new Call.LayerNorm(x, weight, bias, epsilon, x));
    }
}
