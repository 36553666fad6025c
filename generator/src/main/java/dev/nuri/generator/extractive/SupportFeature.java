package dev.nuri.generator.extractive;

/** What the confidence in the best sentence rests on. Shares are of the summed idf of the question's terms. */
enum SupportFeature {
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
    COVERED_TERMS,
    /** Coverage by title and headings. */
    TITLE_COVERAGE,
    /** The highest coverage by a passage. */
    PASSAGE_COVERAGE_MOST,
    /** Score of the sentence, how far it leads the best of another passage, and the logarithm of all scores' exponents. */
    SCORE,
    SCORE_LEAD,
    SCORE_ALL,
    /** 1 / rank of the passage. */
    RECIPROCAL_RANK,
    /** How well the sentence shows the type asked for. */
    TYPE_MATCH,
    /** New names in the sentence. */
    NEW_NAMES,
    /** log(1 + words) of the sentence. */
    LENGTH,
    /** 1 when the question seems to be in the passage's language. */
    SAME_LANGUAGE,
    /** 1 for the type of answer asked for. */
    ASKS_TIME,
    ASKS_NUMBER,
    ASKS_PLACE,
    ASKS_PERSON,
    ASKS_DEFINITION,
    ASKS_REASON,
    /** log(1 + BM25) of the passage, the highest of all passages, and how far the passage's is from their mean. */
    LEXICAL,
    LEXICAL_MOST,
    LEXICAL_LEAD,
    /** 1 when meaning is measured; the measures below are 0 otherwise. */
    MEANING,
    /** Cosine of question and sentence, alone and with its neighbours, and the highest of all candidates. */
    SIMILARITY,
    CONTEXT_SIMILARITY,
    SIMILARITY_MOST,
    /** How far the similarity is from the mean. */
    SIMILARITY_LEAD,
    /** Coverage by words that mean the same, by the sentence, and the highest of all candidates. */
    SOFT_COVERAGE,
    SOFT_COVERAGE_MOST,
    /** The same by the passage with its title. */
    PASSAGE_SOFT_COVERAGE,
    /** Share of the weightiest term times how far the sentence, and the passage with its title, is from any such word. */
    SOFT_MISSING,
    PASSAGE_SOFT_MISSING,
    /** Cosine of the question and the passage's sentences together, and the highest of all passages. */
    PASSAGE_SIMILARITY,
    PASSAGE_SIMILARITY_MOST,
    /** Cosine that retrieval saw of question and passage, the highest of all passages, and how far from their mean. */
    RETRIEVED_SIMILARITY,
    RETRIEVED_SIMILARITY_MOST,
    RETRIEVED_SIMILARITY_LEAD;

    /** Its place in an array of measures. */
    @SuppressWarnings("EnumOrdinal") // the arrays live only in memory, laid out by this very enum
    int index() {
        return ordinal();
    }
}
