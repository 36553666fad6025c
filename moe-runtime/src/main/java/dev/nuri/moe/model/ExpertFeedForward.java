package dev.nuri.moe.model;

import dev.nuri.hw.Activation;
import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;

/**
 * A mixture of experts: the router's choice, and a shared expert that every token uses.
 *
 * @param router chooses
 * @param routed of which it chooses
 * @param shared runs for every token, or null
 * @param sharedGate embedding to one logit whose sigmoid weighs the shared expert, or null for weight 1
 */
record ExpertFeedForward(Router router, Experts routed, DenseFeedForward shared, Linear sharedGate)
        implements FeedForward {
    @Override
    public int expertsChosen() {
        return router.spec().chosen();
    }

    @Override
    public int experts() {
        return router.gate().weight().rows();
    }

    @Override
    public Tensor apply(Pass pass, Tensor x) {
        Tensor out = routed.apply(pass, x, router.route(pass, x));
        if (shared != null) {
            Tensor always = shared.apply(pass, x);
            if (sharedGate != null) {
                pass.run(new Call.Gate(Activation.SIGMOID, sharedGate.apply(pass, x), always, always));
            }
            pass.run(new Call.Add(out, always, out));
        }
        return out;
    }
}
