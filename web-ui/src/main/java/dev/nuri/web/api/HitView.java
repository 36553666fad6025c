package dev.nuri.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nuri.retriever.Evidence;
import dev.nuri.retriever.Hit;
import java.util.List;
import java.util.Map;

/**
 * A hit as it is shown.
 *
 * @param rank 1-based
 * @param score higher is better, comparable within one search
 * @param documentId its document
 * @param passageId the passage
 * @param title of the document
 * @param uri of the document
 * @param collection of the document
 * @param mediaType of the document
 * @param lang of the passage
 * @param headings heading path of the passage
 * @param page 1-based page or slide; null when the format has none
 * @param text of the passage
 * @param start first UTF-16 code unit of the passage in the document's text
 * @param end one past its last
 * @param highlights {@code [start, end)} pairs in {@code text} that match the query
 * @param duplicates ids of passages left out because they say the same
 * @param further passages of the document left out because of {@code perDocument}, at least so many; null for none
 * @param explain leg to how it ranked the passage; null unless asked for
 * @param evidence what the score is from; null unless asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HitView(
        int rank,
        double score,
        String documentId,
        String passageId,
        String title,
        String uri,
        String collection,
        String mediaType,
        String lang,
        List<String> headings,
        Integer page,
        String text,
        int start,
        int end,
        List<int[]> highlights,
        List<String> duplicates,
        Integer further,
        Map<String, Hit.LegScore> explain,
        Evidence evidence) {

    /** Shows a hit. */
    public static HitView of(Hit hit) {
        var passage = hit.passage();
        return new HitView(
                hit.rank(),
                hit.score(),
                passage.documentId(),
                passage.id(),
                hit.title(),
                hit.uri(),
                hit.collection(),
                hit.mediaType(),
                passage.lang(),
                passage.headings(),
                passage.page() > 0 ? passage.page() : null,
                passage.text(),
                passage.start(),
                passage.end(),
                hit.highlights().stream()
                        .map(s -> new int[] {s.start(), s.end()})
                        .toList(),
                hit.duplicates(),
                hit.further() > 0 ? hit.further() : null,
                hit.explanation(),
                hit.explanation() == null ? null : hit.evidence());
    }
}
