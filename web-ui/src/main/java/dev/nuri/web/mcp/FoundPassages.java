package dev.nuri.web.mcp;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nuri.web.api.HitView;
import dev.nuri.web.api.SearchView;
import java.util.List;

/**
 * What a search found, with no more than a language model needs.
 *
 * @param passages best first
 * @param total passages that match
 * @param queryLang language the query was taken to be in
 * @param suggestion the query as it may have been meant; null when it has no unknown word
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FoundPassages(List<FoundPassage> passages, long total, String queryLang, String suggestion) {

    /**
     * A passage.
     *
     * @param rank 1-based
     * @param documentId its document, for read_document
     * @param passageId the passage
     * @param title of the document
     * @param uri of the document
     * @param lang of the passage
     * @param start first UTF-16 code unit in the document's text
     * @param end one past its last
     * @param text of the passage
     */
    public record FoundPassage(
            int rank,
            String documentId,
            String passageId,
            String title,
            String uri,
            String lang,
            int start,
            int end,
            String text) {

        private static FoundPassage of(HitView hit) {
            return new FoundPassage(
                    hit.rank(),
                    hit.documentId(),
                    hit.passageId(),
                    hit.title(),
                    hit.uri(),
                    hit.lang(),
                    hit.start(),
                    hit.end(),
                    hit.text());
        }
    }

    static FoundPassages of(SearchView found) {
        return new FoundPassages(
                found.hits().stream().map(FoundPassage::of).toList(),
                found.total(),
                found.queryLang(),
                found.suggestion());
    }

    /** For reading. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (FoundPassage p : passages) {
            text.append(p.rank())
                    .append(". ")
                    .append(p.title())
                    .append(" (")
                    .append(p.lang())
                    .append(", documentId ");
            text.append(p.documentId()).append(", start ").append(p.start()).append(")\n");
            text.append(p.text().strip()).append("\n\n");
        }
        if (passages.isEmpty()) {
            text.append("No passage matches.");
        }
        if (suggestion != null) {
            text.append("Perhaps meant: ").append(suggestion);
        }
        return text.toString().strip();
    }
}
