package dev.nuri.generator;

import java.util.List;

/** Checks whether passages bear out a claim. Thread-safe and deterministic. */
public interface ClaimChecker {

    /**
     * What a claim cites.
     *
     * @param text the cited span
     * @param lang its language, as a BCP 47 tag
     * @param context title, headings and the rest of the passage, which may resolve what the span refers to; may be empty
     */
    record Source(String text, String lang, String context) {}

    /**
     * The outcome.
     *
     * @param support whether the sources bear the claim out
     * @param score in [0, 1], probability that they do
     * @param reasons what decided it: the number, name or words that are missing; empty when supported
     * @param acrossLanguages whether the claim was compared with text in another language
     */
    record Check(Claim.Support support, double score, List<SupportReason> reasons, boolean acrossLanguages) {

        public Check {
            reasons = List.copyOf(reasons);
        }

        /** Supported by text in the claim's own language. */
        public static Check supported(double score) {
            return new Check(Claim.Support.SUPPORTED, score, List.of(), false);
        }

        /** {@link #reasons} in English; empty when there are none. */
        public String reason() {
            return SupportReason.sentence(reasons);
        }
    }

    /**
     * Checks one sentence.
     *
     * @param claim a sentence without marks
     * @param lang its language, as a BCP 47 tag
     * @param sources all that it cites together; at least one
     */
    Check check(String claim, String lang, List<Source> sources);
}
