package dev.nuri.client;

import java.time.Instant;
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
 * @param metadata what the file says of itself
 */
public record Document(
        String id,
        String collection,
        String uri,
        String title,
        String lang,
        String mediaType,
        long passages,
        Instant modified,
        Instant indexed,
        Map<String, String> metadata) {

    public Document {
        metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
    }
}
