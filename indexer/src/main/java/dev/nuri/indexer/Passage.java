package dev.nuri.indexer;

import java.util.List;

/**
 * The unit of retrieval: a run of whole sentences of one section of a document.
 *
 * @param documentId the document's id
 * @param ordinal 0-based position among the document's passages
 * @param start first code unit in the document's text
 * @param end one past the last
 * @param text exactly the document's text at {@code [start, end)}
 * @param lang language of this passage, which may differ from the document's
 * @param headings heading path of its section
 * @param page 1-based page or slide on which it begins; 0 when the format has none
 */
public record Passage(
        String documentId, int ordinal, int start, int end, String text, String lang, List<String> headings, int page) {

    public Passage {
        headings = List.copyOf(headings);
        if (end - start != text.length()) {
            throw new IllegalArgumentException("passage text must be as long as its span [" + start + ", " + end
                    + "), got " + text.length() + " code units");
        }
    }

    /** Unique in an index, and the tie-breaker of rankings. */
    public String id() {
        return documentId + "#" + ordinal;
    }
}
