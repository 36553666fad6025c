package dev.nuri.indexer;

import dev.nuri.indexer.extract.ParserPool;

/** The ways to read files into text. */
public final class TextExtractors {

    private TextExtractors() {}

    /**
     * Reads files in other processes, so that one that hangs, exits or runs out of memory takes only its own file with
     * it. Processes start with the first file and end when idle or when this one ends.
     *
     * @param limits what each process may use, and how many there are
     */
    public static TextExtractor forked(IndexerConfig.Parser limits) {
        return new ParserPool(limits);
    }
}
