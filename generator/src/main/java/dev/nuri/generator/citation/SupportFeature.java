package dev.nuri.generator.citation;

/** What speaks for or against a claim, each measured by {@link SupportMeasures}. */
enum SupportFeature {
    /** Share of the claim's content that the evidence has. */
    COVERAGE,
    /** The same of all the cited text. */
    SPAN_COVERAGE,
    /** The same of the cited text and what stands around it. */
    CONTEXT_COVERAGE,
    /** Share of the claim's tokens, function words included, that are aligned. */
    ALIGNED,
    /** Share of the claim's analyzed terms that the cited text has. */
    TERMS,
    /** Share of the claim's character n-grams that the cited text has. */
    NGRAMS,
    /** Length of the longest common run to the claim's. */
    LONGEST_RUN,
    /** Common runs to aligned tokens. */
    FRAGMENTS,
    /** Share of neighbouring runs that follow each other in the evidence. */
    ORDER,
    /** Content that stands where the evidence has other content, as a share. */
    REPLACED,
    /** The same, counted. */
    REPLACEMENTS,
    /** Content put between words that follow each other in the evidence, as a share. */
    ADDED,
    /** Content that the evidence has between aligned words and the claim leaves out, to the claim's length. */
    LEFT_OUT,
    /** Unmatched content, counted. */
    MISSING,
    /** Share of unmatched content that has a relative in the cited text: the same beginning. */
    RELATED,
    /** Letters of the longest unmatched content word, or characters of the longest such run. */
    LONGEST_MISSING,
    /** Unmatched words with a capital, counted. */
    CAPITALS,
    /** Numbers and dates found, but elsewhere, counted. */
    NUMBERS_ELSEWHERE,
    /** Names found, but elsewhere or only around the cited text, counted. */
    NAMES_ELSEWHERE,
    /** Names, numbers, units, dates or negations that the sources contradict or lack, counted. */
    CONTRADICTIONS,
    /** Whether only one of claim and evidence denies. */
    POLARITY,
    /** Tokens of the claim. */
    LENGTH,
    /** Sentences that the evidence is drawn from. */
    SENTENCES,
    /** Whether most tokens are characters, not words. */
    CHARACTERS;

    /** Its place among the measures; the learned weights are in the same order. */
    @SuppressWarnings("EnumOrdinal") // a test holds that the weights have as many
    int index() {
        return ordinal();
    }
}
