package dev.nuri.indexer;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Where documents, their passages and the record of each source live. Thread-safe.
 *
 * <p>A document and its passages change together: a reader sees all of the old or all of the new. Changes become
 * visible to new snapshots and durable at {@link #commit()}.
 */
public interface PassageStore extends PassageIndexer, AutoCloseable {

    /** A point-in-time view for searching, in which what {@code viewer} may not read is not there; close it after use. */
    IndexSnapshot snapshot(Viewer viewer);

    /**
     * Sets who may read a document; in force, like every change, with the next commit. An unknown id is ignored.
     *
     * @param readers as {@link Readers} makes them
     */
    void setReaders(String documentId, SortedSet<String> readers);

    /**
     * Sets who may read a collection at all, whether or not it has documents yet; in force with the next commit.
     *
     * @param readers as {@link Readers} makes them
     */
    void setCollectionReaders(String collection, SortedSet<String> readers);

    /** What was recorded of a source, or empty when it was never indexed. Sees uncommitted changes. */
    Optional<SourceRecord> source(String collection, String uri);

    /**
     * Every source that {@code viewer} may know of, of a collection (of all collections when null), whose URI begins with
     * {@code uriPrefix}, by URI. Sees uncommitted changes.
     */
    List<SourceRecord> sources(Viewer viewer, String collection, String uriPrefix);

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
