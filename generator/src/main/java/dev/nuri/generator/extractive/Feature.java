package dev.nuri.generator.extractive;

/** What is measured of a candidate sentence. Shares are of the summed idf of the question's terms, in [0, 1]. */
enum Feature {
    /** Share of the question's terms in the sentence, by the analyzer of its language. */
    LANGUAGE_COVERAGE,
    /** Its square: full coverage counts for more. */
    LANGUAGE_COVERAGE_SQUARED,
    /** Share by the language-neutral analyzer. */
    NEUTRAL_COVERAGE,
    /** Share when a long common beginning is enough: inflected and compound words. */
    PREFIX_COVERAGE,
    /** Share of the question's character n-grams, unweighted. */
    NGRAM_COVERAGE,
    /** 1 when the question's rarest term is there. */
    RAREST_TERM,
    /** Share of the question's neighbouring term pairs that are near each other in the sentence. */
    PAIRS,
    /** What the sentence before adds to the coverage. */
    PREVIOUS_GAIN,
    /** What the sentence after adds. */
    NEXT_GAIN,
    /** What title, headings and a question right above add. */
    HEADING_GAIN,
    /** What the whole passage adds. */
    PASSAGE_GAIN,
    /** Coverage by the passage with its title and headings. */
    PASSAGE_COVERAGE,
    /** 1 / rank of the passage. */
    RECIPROCAL_RANK,
    /** Signs of an answer of the type asked for, one feature per type, in [0, 1]. */
    TIME_MATCH,
    NUMBER_MATCH,
    PLACE_MATCH,
    PERSON_MATCH,
    REASON_MATCH,
    MANNER_MATCH,
    DEFINITION_MATCH,
    /** Names that the question lacks, when a person or place is asked for; and otherwise. */
    NEW_NAMES_ASKED,
    NEW_NAMES,
    /** log(1 + words the question lacks). */
    NOVELTY,
    /** log(1 + words). */
    LENGTH,
    /** 1 for fewer than four words. */
    SHORT,
    /** log of words beyond 45. */
    LONG,
    /** 1 for the first sentence of a passage. */
    FIRST,
    /** 1 when it begins with a word that refers back. */
    REFERS_BACK,
    /** 1 for a row of a table, a list of links and the like: few letters, no end mark. */
    BARE,
    /** 1 when meaning is measured; the measures below are 0 otherwise. */
    MEANING,
    /** Cosine of the question and the sentence. */
    SIMILARITY,
    /** How far that is from the mean of all candidates. */
    SIMILARITY_LEAD,
    /** Cosine of the question and the sentence with its neighbours and title. */
    CONTEXT_SIMILARITY,
    /** Coverage by words that mean the same or nearly so. */
    SOFT_COVERAGE,
    /** Share of the weightiest term that no word of the sentence comes near, times how far the nearest is. */
    SOFT_MISSING,
    /** The same three measures of the passage with its title. */
    PASSAGE_SIMILARITY,
    PASSAGE_SOFT_COVERAGE,
    PASSAGE_SOFT_MISSING;

    /** Its place in an array of measures. */
    @SuppressWarnings("EnumOrdinal") // the arrays live only in memory, laid out by this very enum
    int index() {
        return ordinal();
    }
}
