package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;

/**
 * A linear layer.
 *
 * @param weight [out][in]
 * @param bias [out], or null
 */
record Linear(Tensor weight, Tensor bias) {
    /**
     * Applies the layer to each token.
     *
     * @param x [T][in]
     * @return [T][out]
     */
    Tensor apply(Pass pass, Tensor x) {
        Tensor out = pass.matrix(weight.rows(), x.rows());
        pass.run(new Call.MatMul(weight, x, out));
        if (bias != null) {
            pass.run(new Call.Add(out, bias, out));
        }
        return out;
    }
}
