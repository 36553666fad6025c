package dev.nuri.indexer;

import java.nio.file.Path;

/**
 * Reads files of any format into text. Thread-safe; a file that cannot be read never takes down the caller.
 *
 * <p>Failures of a file or of one member of it are values, given to the sink; only a caller's mistake or a closed
 * extractor throws.
 */
public interface TextExtractor extends AutoCloseable {

    /** Receives what a file holds, in order, on the calling thread. */
    interface Sink {

        /** A document that was read. */
        void document(ExtractedDocument document);

        /**
         * Something that could not be read.
         *
         * @param member path inside the file; empty for the file itself
         * @param stage {@code read}, {@code detect}, {@code parse}, {@code ocr} or {@code limit}
         * @param reason one sentence for the user
         */
        void failure(String member, String stage, String reason);
    }

    /**
     * Reads one file.
     *
     * @param file bytes to read; never modified
     * @param name file name as the user knows it, a hint for the format
     */
    void extract(Path file, String name, Sink sink);

    /**
     * Reads a part of a dump: of JSON Lines the lines that are its bytes, of Parquet as many rows as lie in them.
     *
     * @param file the whole dump; never modified
     * @param name file name as the user knows it, a hint for the format
     */
    void extract(Path file, String name, FilePart part, Sink sink);

    @Override
    void close();
}
