package dev.nuri.indexer.ingest;

import java.net.URI;
import java.nio.file.Path;

/** A source that was found and is to be brought up to date. */
sealed interface Found {

    /** The source's URI. */
    String uri();

    /** A file of the file system. {@code named}: it is a target itself rather than found in a folder. */
    record LocalFile(String uri, Path path, boolean named) implements Found {}

    /** A web address. */
    record Web(String uri, URI address) implements Found {}

    /** A file that was handed over. */
    record Upload(String uri, Path bytes, String name) implements Found {}
}
