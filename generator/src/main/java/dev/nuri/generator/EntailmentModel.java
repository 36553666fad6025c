package dev.nuri.generator;

/**
 * A natural-language-inference model: tells whether a text entails a sentence. Thread-safe. A {@link ClaimChecker} that
 * has one asks it of every claim in a language it knows; numbers, dates, units, names and negations are checked all the
 * same, and no model can overrule them.
 */
public interface EntailmentModel {

    /**
     * How a premise stands to a hypothesis. The three are at least 0 and together 1.
     *
     * @param entailment the premise says it
     * @param neutral the premise leaves it open
     * @param contradiction the premise says otherwise
     */
    record Entailment(double entailment, double neutral, double contradiction) {

        /**
         * @throws IllegalArgumentException when one is no probability or the sum is not 1 within a thousandth
         */
        public Entailment {
            boolean each = entailment >= 0 && neutral >= 0 && contradiction >= 0;
            if (!each || !(Math.abs(entailment + neutral + contradiction - 1) <= 1e-3)) {
                throw new IllegalArgumentException("probabilities of an entailment are at least 0 and sum to 1, got "
                        + entailment + ", " + neutral + ", " + contradiction);
            }
        }
    }

    /** Name and version, for the record. */
    String id();

    /**
     * Whether it can judge a pair.
     *
     * @param premiseLang BCP 47 tag of the source
     * @param hypothesisLang BCP 47 tag of the claim
     */
    boolean supports(String premiseLang, String hypothesisLang);

    /**
     * Judges a pair.
     *
     * @param premise the cited texts, each with what stands around it
     * @param hypothesis the claim
     */
    Entailment judge(String premise, String hypothesis);
}
