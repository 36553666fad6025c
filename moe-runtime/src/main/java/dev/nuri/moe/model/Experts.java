package dev.nuri.moe.model;

import dev.nuri.hw.Activation;
import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;

/**
 * X feed-forward blocks side by side, of which each token uses the K its routing names.
 *
 * @param inner embedding to F, with the activation
 * @param down [X][embedding][F] with biases [X][embedding]
 */
record Experts(Inner inner, Stack down) {
    /** The first half of each expert. */
    sealed interface Inner {
        /**
         * Runs each token through the experts it uses.
         *
         * @param x [T][1][embedding]
         * @param ids I32 [T][K]
         * @return [T][K][F]
         */
        Tensor apply(Pass pass, Tensor x, Tensor ids);
    }

    /**
     * activation(gate(x)) * up(x).
     *
     * @param gate [X][F][embedding] with biases [X][F]
     * @param up [X][F][embedding] with biases [X][F]
     * @param activation of the gate
     */
    record Gated(Stack gate, Stack up, Activation activation) implements Inner {
        @Override
        public Tensor apply(Pass pass, Tensor x, Tensor ids) {
            Tensor g = gate.apply(pass, x, ids);
            Tensor u = up.apply(pass, x, ids);
            pass.run(new Call.Gate(activation, g, u, u));
            return u;
        }
    }

    /**
     * activation(up(x)).
     *
     * @param up [X][F][embedding] with biases [X][F]
     * @param activation over F
     */
    record Plain(Stack up, Ungated activation) implements Inner {
        @Override
        public Tensor apply(Pass pass, Tensor x, Tensor ids) {
            return activation.apply(pass, up.apply(pass, x, ids));
        }
    }

    /**
     * A linear layer of each expert.
     *
     * @param weights [X][out][in]
     * @param biases [X][out], or null
     */
    record Stack(Tensor weights, Tensor biases) {
        /**
         * Applies to each token the layers of the experts it uses.
         *
         * @param x [T][K][in], or [T][1][in] for the same input to all K
         * @return [T][K][out]
         */
        Tensor apply(Pass pass, Tensor x, Tensor ids) {
            Tensor out = pass.cube(/* columns= */ weights.rows(), /* rows= */ ids.columns(), x.slices());
            pass.run(new Call.ExpertMatMul(weights, x, ids, out));
            if (biases != null) {
                pass.run(new Call.ExpertBias(out, biases, ids));
            }
            return out;
        }
    }

    /**
     * Runs each token through the experts it uses.
     *
     * @param x [T][embedding]
     * @return the weighted sum of the chosen experts' outputs, [T][embedding]
     */
    Tensor apply(Pass pass, Tensor x, Router.Routing routing) {
        Tensor u = inner.apply(pass, x.rowsAsSlices(), routing.ids());
        Tensor each = down.apply(pass, u, routing.ids()); // [T][K][embedding]
        Tensor out = pass.matrix(each.columns(), x.rows());
        pass.run(new Call.ExpertSum(each, routing.weights(), out));
        return out;
    }
}
