package dev.nuri.generator.extractive;

/** What the confidence in the best sentence rests on. Shares are of the summed idf of the question's terms. */
enum SupportFeature {
    BIAS,
    /** Coverage by the sentence with its neighbours, title and headings. */
    CONTEXT_COVERAGE,
    /** Its square. */
    CONTEXT_COVERAGE_SQUARED,
    /** Coverage by the sentence alone. */
    SENTENCE_COVERAGE,
    /** By common beginnings. */
    PREFIX_COVERAGE,
    /** By character n-grams. */
    NGRAM_COVERAGE,
    /** Coverage by the passage. */
    PASSAGE_COVERAGE,
    /** 1 when the rarest term is in the passage. */
    RAREST_TERM,
    /** Term pairs of the question that are near each other. */
    PAIRS,
    /** Probability of the sentence among all candidates. */
    PROBABILITY,
    /** Share of the question's numbers that the passage lacks. */
    NUMBERS_MISSING,
    /** Share of the question's names that passage and title lack. */
    NAMES_MISSING,
    /** 1 when a type is asked for and the sentence shows no sign of it. */
    TYPE_MISSING,
    /** log(1 + content terms): few are covered easily. */
    TERMS,
    /** Coverage by the sentence times log(1 + content terms). */
    COVERED_TERMS;

    /** Its place in an array of measures. */
    @SuppressWarnings("EnumOrdinal") // the arrays live only in memory, laid out by this very enum
    int index() {
        return ordinal();
    }
}
