package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.RouteSpec;
import dev.nuri.hw.Tensor;

/**
 * Chooses for each token the experts that work on it, and how much each counts.
 *
 * @param gate embedding to one logit an expert
 * @param bias [X] added to scores for choosing only, or null
 * @param spec scores, groups, normalisation
 */
record Router(Linear gate, Tensor bias, RouteSpec spec) {
    /**
     * K experts for each of T tokens, the best first.
     *
     * @param ids I32 [T][K]
     * @param weights [T][K]
     */
    record Routing(Tensor ids, Tensor weights) {}

    /**
     * Routes each token.
     *
     * @param x normalised hidden states, [T][embedding]
     */
    Routing route(Pass pass, Tensor x) {
        Tensor logits = gate.apply(pass, x); // [T][X]
        Tensor ids = pass.routing().next();
        Tensor weights = pass.matrix(spec.chosen(), pass.tokens());
        pass.run(new Call.Route(spec, logits, bias, ids, weights));
        return new Routing(ids, weights);
    }
}
