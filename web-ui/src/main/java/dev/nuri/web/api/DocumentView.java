package dev.nuri.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nuri.indexer.SourceDocument;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A document without its text.
 *
 * @param id stable for its collection and URI
 * @param collection it belongs to
 * @param uri where it came from
 * @param title never empty
 * @param lang main language
 * @param mediaType type without parameters
 * @param passages how many it was cut into
 * @param modified when the source was last changed; null when it does not say
 * @param indexed when it was added or replaced
 * @param metadata what the file says of itself, warnings included
 * @param readers the principals that may read it, empty for everyone; null for whoever may not read everything himself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DocumentView(
        String id,
        String collection,
        String uri,
        String title,
        String lang,
        String mediaType,
        long passages,
        Instant modified,
        Instant indexed,
        Map<String, String> metadata,
        List<String> readers) {

    /**
     * Shows a document.
     *
     * @param withReaders whether to tell who may read it
     */
    public static DocumentView of(SourceDocument d, long passages, boolean withReaders) {
        return new DocumentView(
                d.id(),
                d.collection(),
                d.uri(),
                d.title(),
                d.lang(),
                d.mediaType(),
                passages,
                d.modified(),
                d.indexed(),
                d.metadata(),
                withReaders ? List.copyOf(d.readers()) : null);
    }
}
