package dev.nuri.indexer;

import java.util.List;
import java.util.Optional;

/**
 * Where documents, their passages and the record of each source live. Thread-safe.
 *
 * <p>A document and its passages change together: a reader sees all of the old or all of the new. Changes become
 * visible to new snapshots and durable at {@link #commit()}.
 */
public interface PassageStore extends PassageIndexer, AutoCloseable {

    /** A point-in-time view for searching; close it after use. */
    IndexSnapshot snapshot();

    /** What was recorded of a source, or empty when it was never indexed. Sees uncommitted changes. */
    Optional<SourceRecord> source(String collection, String uri);

    /** Every source of a collection (of all collections when null) whose URI begins with {@code uriPrefix}, by URI. */
    List<SourceRecord> sources(String collection, String uriPrefix);

    /** Records a source, replacing what was recorded before. */
    void putSource(SourceRecord source);

    /** Forgets a source and deletes its documents. */
    void deleteSource(String collection, String uri);

    /** What makes the vectors of its passages; null when they have none, or get none any more. */
    Embedder embedder();

    /** Size of the index on disk. */
    long sizeBytes();

    @Override
    void close();
}
