package dev.nuri.indexer;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Where documents, their passages and the record of each source live. Thread-safe.
 *
 * <p>A document, its passages and their vectors change together: a reader sees all of the old or all of the new, and so
 * does who comes after a crash. A change has three stages:
 *
 * <ol>
 *   <li><em>written</em> when the call returns: {@link #source} and {@link #sources} tell it, nothing else does yet, and
 *       a crash may take it back, together with all that was written after it;
 *   <li><em>durable</em> after {@link #sync}: no crash takes it back. A call costs one write to the disk, which threads
 *       that call at the same time share;
 *   <li><em>visible</em> after {@link #publish}: new snapshots show it. What a snapshot shows is durable.
 * </ol>
 *
 * <p>{@link #commit} does all of that and puts the changes where the log is not needed for them, which takes most time
 * and is due now and then only, to keep the log short. {@link #close} does it too.
 */
public interface PassageStore extends PassageIndexer, AutoCloseable {

    /**
     * Makes every change so far durable.
     *
     * @throws NuriException with {@link ErrorCode#DISK_FULL} or another when some change since the last call that
     *     returned may not be; every write fails the same way then until {@link #commit()}
     */
    void sync();

    /**
     * Makes every change so far durable, and visible to new snapshots.
     *
     * @throws NuriException as {@link #sync}
     */
    void publish();

    /** Bytes of log that the next {@link #commit()} makes needless; 0 when that has nothing to do. */
    long logBytes();

    /** What is visible now, for searching, in which what {@code viewer} may not read is not there; close it after use. */
    IndexSnapshot snapshot(Viewer viewer);

    /**
     * Sets who may read a document; in force, like every change, when it is visible. An unknown id is ignored.
     *
     * @param readers as {@link Readers} makes them
     */
    void setReaders(String documentId, SortedSet<String> readers);

    /**
     * Sets who may read a document and records its source, as one change: after a crash both are there or neither.
     *
     * @param readers as {@link Readers} makes them
     */
    void setReaders(String documentId, SortedSet<String> readers, SourceRecord source);

    /**
     * Sets who may read a collection at all, whether or not it has documents yet; in force when it is visible.
     *
     * @param readers as {@link Readers} makes them
     */
    void setCollectionReaders(String collection, SortedSet<String> readers);

    /**
     * Sets what a collection may hold, whether or not it has documents yet; in force when this returns, shown when it is
     * visible. Nothing is deleted where more is there.
     */
    void setCollectionQuota(String collection, Quota quota);

    /**
     * Passes unless a collection's quota is used up.
     *
     * @throws NuriException OVER_QUOTA when no other document fits
     */
    void requireRoom(String collection);

    /** What was recorded of a source, or empty when it was never indexed. Sees what is only written. */
    Optional<SourceRecord> source(String collection, String uri);

    /**
     * Every source that {@code viewer} may know of, of a collection (of all collections when null), whose URI begins with
     * {@code uriPrefix}, by URI. Sees what is only written.
     */
    List<SourceRecord> sources(Viewer viewer, String collection, String uriPrefix);

    /** Records a source, replacing what was recorded before. */
    void putSource(SourceRecord source);

    /**
     * Deletes a document and records what is left of its source, as one change: no commit and no crash leaves one of them
     * without the other. An unknown id is ignored.
     */
    void delete(String documentId, SourceRecord source);

    /** Forgets a source and deletes its documents. */
    void deleteSource(String collection, String uri);

    /** Who of the processes that write to it may change which sources. */
    default SourceLeases leases() {
        return SourceLeases.ALONE;
    }

    /** What makes the vectors of its passages; null when they have none, or get none any more. */
    Embedder embedder();

    /** Why the store cannot be read or written now, in one sentence; empty while it can. Takes two seconds at most. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /** Size of the index on disk. */
    long sizeBytes();

    /** Makes every change so far durable and gives the store's place free. */
    @Override
    void close();
}
