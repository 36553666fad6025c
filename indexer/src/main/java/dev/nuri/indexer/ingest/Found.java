package dev.nuri.indexer.ingest;

import java.net.URI;
import java.nio.file.Path;

/** A source that was found and is to be brought up to date. */
sealed interface Found {

    /** The source's URI. */
    String uri();

    /** How much work it is, in small files. */
    default int weight() {
        return 1;
    }

    /**
     * A file of the file system, or a part of a dump.
     *
     * @param named whether the file is a target itself rather than found in a folder
     * @param part of which part it is; null for a file as a whole
     */
    record LocalFile(String uri, Path path, boolean named, DumpPart part) implements Found {

        LocalFile(String uri, Path path, boolean named) {
            this(uri, path, named, null);
        }

        @Override
        public int weight() {
            return part == null ? 1 : DumpPart.WEIGHT;
        }
    }

    /** A web address. */
    record Web(String uri, URI address) implements Found {}

    /** A file that was handed over. */
    record Upload(String uri, Path bytes, String name) implements Found {}
}
