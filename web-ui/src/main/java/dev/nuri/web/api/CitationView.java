package dev.nuri.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nuri.generator.Citation;
import dev.nuri.indexer.Passage;
import java.util.List;

/**
 * A citation as it is shown.
 *
 * @param n number of its marks in the answer
 * @param documentId the document cited
 * @param passageId the passage cited
 * @param title of the document
 * @param uri of the document
 * @param lang of the passage
 * @param start first UTF-16 code unit of the quote in the document's text
 * @param end one past its last
 * @param quote exactly the document's text there
 * @param answer the few words of the quote that answer the question; null when none stand out
 * @param headings heading path of the passage; null when the document has gone since
 * @param page 1-based page or slide; null when the format has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CitationView(
        int n,
        String documentId,
        String passageId,
        String title,
        String uri,
        String lang,
        int start,
        int end,
        String quote,
        SpanView answer,
        List<String> headings,
        Integer page) {

    /**
     * A stretch of the document's text.
     *
     * @param start first UTF-16 code unit
     * @param end one past its last
     */
    public record SpanView(int start, int end) {}

    /**
     * Shows a citation.
     *
     * @param passage the passage cited, or null when it is no longer there
     */
    static CitationView of(Citation c, Passage passage) {
        return new CitationView(
                c.n(),
                c.documentId(),
                c.passageId(),
                c.title(),
                c.uri(),
                c.lang(),
                c.start(),
                c.end(),
                c.quote(),
                c.answer() == null
                        ? null
                        : new SpanView(c.answer().start(), c.answer().end()),
                passage == null ? null : passage.headings(),
                passage == null || passage.page() == 0 ? null : passage.page());
    }
}
