package dev.nuri.hw;

/**
 * How a mixture-of-experts layer chooses experts from its router's logits.
 *
 * @param scoring logits to scores
 * @param chosen experts kept for each token, 1 to the number of experts
 * @param groups groups the experts are split into; 1 for no grouping
 * @param groupsKept groups from which experts may be chosen
 * @param groupBest experts whose scores a group counts: the best one (DeepSeek-V2) or the two best (V3)
 * @param normalise whether the weights of the chosen are divided by their sum
 * @param scale factor on the weights, last
 */
public record RouteSpec(
        Scoring scoring, int chosen, int groups, int groupsKept, int groupBest, boolean normalise, float scale) {
    /** Logits to scores. */
    public enum Scoring {
        /** Softmax over all experts. */
        SOFTMAX,
        /** Logistic function of each logit. */
        SIGMOID,
        /** Chosen by logit; softmax over the chosen only. */
        SOFTMAX_OF_CHOSEN
    }

    /** Groups, if there are several, count their two best. */
    public RouteSpec(Scoring scoring, int chosen, int groups, int groupsKept, boolean normalise, float scale) {
        this(scoring, chosen, groups, groupsKept, 2, normalise, scale);
    }

    public RouteSpec {
        if (groupBest < 1 || groupBest > 2) {
            throw new BackendInputException("a group counts its best 1 or 2 experts, not " + groupBest);
        }
        if (chosen < 1 || groups < 1 || groupsKept < 1 || groupsKept > groups) {
            throw new BackendInputException("routing needs chosen >= 1 and 1 <= groupsKept <= groups, got chosen "
                    + chosen + ", groups " + groups + ", groupsKept " + groupsKept);
        }
    }
}
