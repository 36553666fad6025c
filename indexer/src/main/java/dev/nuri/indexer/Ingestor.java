package dev.nuri.indexer;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Brings a collection in line with files, folders, URLs and uploads. Thread-safe; one ingest runs at a time. */
public interface Ingestor {

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
     */
    IngestReport upload(Path file, String name, String collection);

    /**
     * The original bytes of a document, when they are still as they were indexed.
     *
     * @return null when the file is gone or has changed since
     */
    InputStream original(SourceDocument document);
}
