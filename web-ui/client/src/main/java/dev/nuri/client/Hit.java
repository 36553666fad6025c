package dev.nuri.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A passage that was found.
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
 * @param highlights {@code [start, end)} pairs in {@code text}
 * @param duplicates ids of passages left out because they say the same
 * @param explain how it was ranked, as JSON; null unless asked for
 */
public record Hit(
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
        List<List<Integer>> highlights,
        List<String> duplicates,
        JsonNode explain) {

    public Hit {
        headings = headings == null ? List.of() : List.copyOf(headings);
        highlights = highlights == null ? List.of() : List.copyOf(highlights);
        duplicates = duplicates == null ? List.of() : List.copyOf(duplicates);
    }
}
