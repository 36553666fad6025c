package dev.nuri.generator.citation;

import java.util.List;

/**
 * What a comparison says of a claim, before the verdict.
 *
 * @param findings what the sources do not say, the gravest first
 * @param logit log-odds that they bear the claim out, by its words or its meaning
 * @param least the probability is no lower unless something is found
 * @param missing words of the claim that the sources lack, for people; empty when none or not known
 * @param across whether texts of two languages were compared
 */
record Judgement(List<Finding> findings, double logit, double least, String missing, boolean across) {

    double probability() {
        return Math.max(least, SupportNetwork.probability(logit));
    }
}
