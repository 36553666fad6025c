package dev.nuri.generator;

import java.util.List;

/**
 * A sentence of an answer.
 *
 * @param start first code unit in the answer's text
 * @param end one past the last, marks excluded
 * @param citations numbers of the citations that support it
 * @param support whether they do
 * @param score in [0, 1], how well
 * @param reasons what is missing in them; empty when nothing is
 * @param acrossLanguages whether they are in another language than the claim
 */
public record Claim(
        int start,
        int end,
        List<Integer> citations,
        Support support,
        double score,
        List<SupportReason> reasons,
        boolean acrossLanguages) {

    /** How far the cited passages bear a claim out. */
    public enum Support {
        SUPPORTED,
        PARTIAL,
        UNSUPPORTED
    }

    public Claim {
        citations = List.copyOf(citations);
        reasons = List.copyOf(reasons);
    }

    /** A claim about whose support there is nothing more to say. */
    public Claim(int start, int end, List<Integer> citations, Support support, double score) {
        this(start, end, citations, support, score, List.of(), false);
    }

    /** {@link #reasons} in English; empty when there are none. */
    public String reason() {
        return SupportReason.sentence(reasons);
    }
}
