package dev.nuri.indexer;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Brings a collection in line with files, folders, URLs and uploads. Thread-safe; one ingest runs at a time and others
 * wait in order.
 *
 * <p>A file whose size and time stamp are as recorded is not read again, unless it gave no document at all or part of it
 * failed for a reason that may have passed (anything but its format). A file that gave documents before and fails now
 * loses them; a URL does so only when its server says that it is gone.
 *
 * <p>A document whose text equals another's of its collection is stored without passages and names the other in its
 * metadata ({@link SourceDocument#DUPLICATE_OF}), if both may be read by the same; when the other goes or changes, it
 * takes its place.
 *
 * <p>A file {@value #SIDECAR} says who may read its folder and what is below it, before what a request says.
 */
public interface Ingestor {

    /** Name of a file with principals, one a line; {@code #} begins a comment. It is not indexed itself. */
    String SIDECAR = ".nuri-acl";

    /**
     * Indexes what is new or changed below each target and deletes what is gone, then commits.
     *
     * @param progress told now and then, on any thread
     * @param cancelled asked between files; once true, what is done is committed and the report says so far
     * @throws NuriException when a target is not there at all or no result could be stored; a file that cannot be
     *     read is a failure in the report instead
     */
    IngestReport ingest(IngestRequest request, Consumer<IngestProgress> progress, BooleanSupplier cancelled);

    /**
     * Indexes one uploaded file under {@code upload:NAME}, replacing an earlier upload of that name.
     *
     * @param file the bytes, kept by the caller until this returns
     * @param name file name as the user knows it
     * @param access who may read it
     */
    IngestReport upload(Path file, String name, String collection, AccessRule access);

    /**
     * Sets who may read a document, and commits: in force with the next query. It is not read again, and stays so until
     * readers are said anew for its source.
     *
     * @param readers as {@link Readers} makes them
     * @return whether there was such a document
     */
    boolean setReaders(String documentId, SortedSet<String> readers);

    /**
     * Sets who may read a collection at all, and commits: in force with the next query.
     *
     * @param readers as {@link Readers} makes them
     */
    void setCollectionReaders(String collection, SortedSet<String> readers);

    /**
     * Sets what a collection may hold: in force for every document that is written from now on. Nothing is deleted where
     * more is there.
     */
    void setCollectionQuota(String collection, Quota quota);

    /**
     * Passes unless it is certain that a collection's quota lets nothing in from a source that nobody brought in yet.
     *
     * @param target as for {@link #mayReplace}
     * @throws NuriException OVER_QUOTA
     */
    void requireRoom(String collection, String target);

    /**
     * Whether a viewer may bring in a source: one that nobody brought in, or of which he may read everything.
     *
     * @param target an http or https address, or the name of an upload
     */
    boolean mayReplace(Viewer viewer, String collection, String target);

    /**
     * Deletes a document, and commits. A file it came from stays; the document comes back when that file changes or is
     * named as a target itself.
     *
     * @return whether there was such a document
     */
    boolean remove(String documentId);

    /**
     * The original bytes of a document, when they are still as they were indexed. Those of a member of an archive are
     * the archive's.
     *
     * @return null when the file is gone or has changed since
     */
    InputStream original(SourceDocument document);
}
