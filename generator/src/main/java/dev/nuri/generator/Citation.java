package dev.nuri.generator;

import dev.nuri.indexer.Span;

/**
 * Where a claim comes from.
 *
 * @param n number of its marks in the answer, from 1
 * @param documentId the document cited
 * @param passageId the passage cited
 * @param title of the document
 * @param uri of the document
 * @param lang of the passage
 * @param start first code unit of the quote in the document's text
 * @param end one past its last
 * @param quote exactly the document's text at {@code [start, end)}
 * @param answer the few words within the quote that answer the question, in the document's text; null when none stand out
 */
public record Citation(
        int n,
        String documentId,
        String passageId,
        String title,
        String uri,
        String lang,
        int start,
        int end,
        String quote,
        Span answer) {

    /** A citation in which no words stand out. */
    public Citation(
            int n,
            String documentId,
            String passageId,
            String title,
            String uri,
            String lang,
            int start,
            int end,
            String quote) {
        this(n, documentId, passageId, title, uri, lang, start, end, quote, null);
    }
}
