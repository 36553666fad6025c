package dev.nuri.retriever;

import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Viewer;
import java.util.Objects;

/**
 * A text that is still being typed.
 *
 * @param viewer for whom: what he may not read is not there
 * @param text typed so far, at most {@value #MAX_CHARS} code units; an empty one has no suggestions
 * @param collection only from this collection; null for all
 * @param k suggestions wanted, 1 to {@value #MAX_K}
 */
public record SuggestRequest(Viewer viewer, String text, String collection, int k) {

    public static final int MAX_CHARS = 200;
    public static final int MAX_K = 50;

    public SuggestRequest {
        Objects.requireNonNull(viewer, "viewer");
        text = text == null ? "" : text;
        collection = collection == null ? null : IngestRequest.collectionName(collection);
        if (text.length() > MAX_CHARS) {
            throw NuriException.invalid(
                    "A text to complete has at most " + MAX_CHARS + " characters, got " + text.length() + ".");
        }
        if (k < 1 || k > MAX_K) {
            throw NuriException.invalid("k must be 1 to " + MAX_K + ", got " + k + ".");
        }
    }
}
