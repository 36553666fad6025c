package dev.nuri.generator.extractive;

/** What is measured of words that may be the short answer. */
enum SpanFeature {
    /** log(1 + words), and the same where a reason, a way or a definition is asked for. */
    WORDS,
    WORDS_LONG_ASKED,
    /** log(1 + code units). */
    CHARS,
    /** 1 for one word. */
    SINGLE,
    /** Share of its words that the question has. */
    ASKED,
    ASKED_FIRST,
    ASKED_LAST,
    /** Words of the question around it, by rarity and nearness. */
    ASKED_NEAR,
    ASKED_BEFORE,
    ASKED_AFTER,
    /** Rarity of its words, and of those at its borders, as a share of the rarest's in the sentence. */
    RARITY,
    RARITY_LEAST,
    RARITY_FIRST,
    RARITY_LAST,
    RARITY_BEFORE,
    RARITY_AFTER,
    /** Place of its first word in the sentence, in [0, 1]. */
    POSITION,
    STARTS,
    ENDS,
    /** Share of its words with a capital. */
    CAPITALS,
    /** 1 when a name, number or word goes on beyond it. */
    CUT_BEFORE,
    CUT_AFTER,
    /** Marks within it, at its borders, and around it. */
    MARKS_INSIDE,
    MARK_BEFORE,
    MARK_AFTER,
    QUOTED,
    BRACKETED,
    BRACKET_OPEN,
    /** Numbers in it, by what is asked for. */
    NUMBER,
    NUMBER_ONLY,
    TIME_YEAR,
    TIME_MONTH,
    TIME_NUMBER,
    TIME_NONE,
    COUNT_NUMBER,
    COUNT_WORD,
    COUNT_NONE,
    COUNT_UNIT,
    /** Capitals in it, by what is asked for. */
    PERSON_CAPITALS,
    PLACE_CAPITALS,
    PERSON_NUMBER,
    PLACE_NUMBER,
    OTHER_NUMBER,
    /** Signs of the type asked for right before it, and in it. */
    SIGN_BEFORE,
    SIGN_INSIDE,
    /** 1 without a Korean particle at its end. */
    TRIMMED;

    /** Its place in an array of measures. */
    @SuppressWarnings("EnumOrdinal") // the arrays live only in memory, laid out by this very enum
    int index() {
        return ordinal();
    }
}
