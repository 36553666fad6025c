package dev.nuri.generator;

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
        String quote) {}
