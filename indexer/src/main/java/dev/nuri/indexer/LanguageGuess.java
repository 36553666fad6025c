package dev.nuri.indexer;

/**
 * One plausible language of a text.
 *
 * @param lang BCP 47 tag
 * @param probability in (0, 1]; the guesses for a text sum to at most 1
 */
public record LanguageGuess(String lang, double probability) {}
