package dev.nuri.indexer;

import java.util.List;

/**
 * What to index.
 *
 * @param targets folders, files or http(s) URLs, as the user wrote them
 * @param collection where to; see {@link #DEFAULT_COLLECTION}
 * @param access who may read it, where a folder does not say otherwise
 */
public record IngestRequest(List<String> targets, String collection, AccessRule access) {

    /** The collection used when none is named. */
    public static final String DEFAULT_COLLECTION = "default";

    public IngestRequest {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw NuriException.invalid("Name at least one file, folder or URL to index.");
        }
        collection = collectionName(collection);
    }

    /**
     * Checks a collection's name.
     *
     * @param name null for the default
     * @return the name
     * @throws NuriException when it is not 1 to 64 letters, digits, {@code .}, {@code _} or {@code -}
     */
    public static String collectionName(String name) {
        if (name == null) {
            return DEFAULT_COLLECTION;
        }
        if (!name.matches("[\\p{L}\\p{N}._-]{1,64}")) {
            throw NuriException.invalid(
                    "A collection's name is 1 to 64 letters, digits, '.', '_' or '-', got '" + name + "'.");
        }
        return name;
    }
}
