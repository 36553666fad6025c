package dev.nuri.indexer;

import java.time.Instant;
import java.util.List;

/**
 * What is known of one file, URL or upload that was indexed or tried.
 *
 * @param collection the collection it belongs to
 * @param uri where it is
 * @param sizeBytes its size when it was read; {@link #BEGUN} until it has been read to its end
 * @param modified its time stamp when it was read; unchanged size and time spare the hash
 * @param sha256 hash of its bytes, hexadecimal; empty when it could not be read
 * @param documentIds the documents it gave: one, or one per member of an archive
 * @param failures what could not be read of it; empty when all could
 * @param indexed when it was last tried
 * @param access who may know of it, and read what it gives
 */
public record SourceRecord(
        String collection,
        String uri,
        long sizeBytes,
        Instant modified,
        String sha256,
        List<String> documentIds,
        List<IngestFailure> failures,
        Instant indexed,
        SourceAccess access) {

    /** Size of a source that was begun and not yet read to its end: it has no file's, so that it is read again. */
    public static final long BEGUN = -1;

    public SourceRecord {
        documentIds = List.copyOf(documentIds);
        failures = List.copyOf(failures);
    }

    /** Whether it was not read to its end; some documents it lists may not be there. */
    public boolean isBegun() {
        return sizeBytes == BEGUN;
    }

    /** The same with other documents. */
    public SourceRecord withDocuments(List<String> other) {
        return new SourceRecord(collection, uri, sizeBytes, modified, sha256, other, failures, indexed, access);
    }

    /** The same for other readers. */
    public SourceRecord withAccess(SourceAccess other) {
        return new SourceRecord(collection, uri, sizeBytes, modified, sha256, documentIds, failures, indexed, other);
    }
}
