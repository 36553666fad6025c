package dev.nuri.client;

import java.util.Map;

/**
 * A collection.
 *
 * @param name its name
 * @param documents how many documents
 * @param passages how many passages
 * @param languages documents by language
 */
public record Collection(String name, long documents, long passages, Map<String, Long> languages) {

    public Collection {
        languages = languages == null ? Map.of() : Map.copyOf(languages);
    }
}
