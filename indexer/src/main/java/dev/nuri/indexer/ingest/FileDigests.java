package dev.nuri.indexer.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** SHA-256 of files of which many parts are looked at in one ingest, each file hashed once while it stays. Thread-safe. */
final class FileDigests {

    private record Stamp(Path file, long sizeBytes, Instant modified) {}

    private final Map<Stamp, String> known = new ConcurrentHashMap<>();

    /**
     * The hash of a file.
     *
     * @param sizeBytes of the file now
     * @param modified its time stamp now
     */
    String sha256(Path file, long sizeBytes, Instant modified) throws IOException {
        try {
            return known.computeIfAbsent(new Stamp(file, sizeBytes, modified), _ -> hash(file));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String hash(Path file) {
        try {
            return Digests.sha256(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
