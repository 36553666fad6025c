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
     * @throws NuriException OVER_QUOTA when the collection may not hold that much; what was there stays
     */
    void replace(SourceDocument document, List<Passage> passages, float[][] vectors);

    /** Deletes a document and its passages; an unknown id is ignored. */
    void delete(String documentId);

    /**
     * Makes every change so far durable and visible to new snapshots, in the place where changes stay.
     *
     * @throws NuriException with {@link ErrorCode#DISK_FULL} or another when it, or something that was not durable yet,
     *     could not be written; what was durable stays so
     */
    void commit();
}
