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
 */
public record Claim(int start, int end, List<Integer> citations, Support support, double score) {

    /** How far the cited passages bear a claim out. */
    public enum Support {
        SUPPORTED,
        PARTIAL,
        UNSUPPORTED
    }

    public Claim {
        citations = List.copyOf(citations);
    }
}
