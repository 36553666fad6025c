package dev.nuri.web.api.openai;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * An annotation: a mark such as {@code [1]} in a message, with where it leads.
 *
 * @param type {@code url_citation}
 * @param urlCitation where it stands and leads
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record UrlCitation(String type, Place urlCitation) {

    /**
     * A mark and its source.
     *
     * @param startIndex first UTF-16 code unit of the mark in the message's content
     * @param endIndex one past its last
     * @param url the source: its web address, or else Nuri's page of it, open at the quote
     * @param title of the source
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Place(int startIndex, int endIndex, String url, String title) {}

    /** An annotation of a mark. */
    static UrlCitation of(int start, int end, String url, String title) {
        return new UrlCitation("url_citation", new Place(start, end, url, title));
    }
}
