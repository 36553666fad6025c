package dev.nuri.indexer;

import java.util.List;

/** Writes documents and their passages. Thread-safe. */
public interface PassageIndexer {

    /**
     * Adds a document with its passages, or replaces it as a whole.
     *
     * @param passages in order; may be empty
     * @param vectors {@code float[passages.size()][]}, each a unit vector or null where the embedder does not know the
     *     passage's language
     */
    void replace(SourceDocument document, List<Passage> passages, float[][] vectors);

    /** Deletes a document and its passages; an unknown id is ignored. */
    void delete(String documentId);

    /**
     * Makes every change so far durable and visible to new snapshots.
     *
     * @throws NuriException with {@link ErrorCode#DISK_FULL} when it, or something since the last commit, could not be
     *     written; the last commit stays intact, and what came after it may be lost
     */
    void commit();
}
