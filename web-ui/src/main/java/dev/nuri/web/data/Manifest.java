package dev.nuri.web.data;

import java.time.Instant;
import java.util.List;

/**
 * What a backup holds; {@code manifest.json} in it, whose own SHA-256 is in {@code manifest.sha256}.
 *
 * @param format version of the format
 * @param created when the backup was made: it shows the data folder as of then
 * @param nuri version that made it
 * @param files every file of the data folder
 */
record Manifest(int format, Instant created, String nuri, List<Entry> files) {

    static final int FORMAT = 1;
    static final String NAME = "manifest.json";
    static final String HASH_NAME = "manifest.sha256";

    /**
     * A file.
     *
     * @param path in the data folder, with slashes
     * @param bytes its size
     * @param sha256 of its bytes, hexadecimal
     * @param archive name of the backup that holds its bytes, in the same folder as this one; null for this one
     */
    record Entry(String path, long bytes, String sha256, String archive) {}
}
