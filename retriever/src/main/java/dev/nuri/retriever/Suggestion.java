package dev.nuri.retriever;

/**
 * How a text might go on.
 *
 * @param text the whole text, to be searched as it stands
 * @param kind where it comes from
 * @param count how many documents have the title, or passages the word: at least 1, a lower bound when large
 */
public record Suggestion(String text, Kind kind, long count) {

    /** Where a suggestion comes from. */
    public enum Kind {
        /** The title of a document or a heading in it. */
        TITLE,
        /** What was typed, its last word completed by one that passages have. */
        WORD
    }
}
