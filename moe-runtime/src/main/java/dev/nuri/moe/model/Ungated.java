package dev.nuri.moe.model;

import dev.nuri.hw.Activation;
import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;

/**
 * An activation by itself: a gate over ones.
 *
 * @param activation the function
 * @param ones [C], all 1
 */
record Ungated(Activation activation, Tensor ones) {
    /**
     * Applies the function to each element, in place.
     *
     * @param x [S][R][C]
     * @return {@code x}
     */
    Tensor apply(Pass pass, Tensor x) {
        pass.run(new Call.Gate(activation, x, ones.repeated(x.rows(), x.slices()), x));
        return x;
    }
}
