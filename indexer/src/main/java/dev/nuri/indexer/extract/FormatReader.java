package dev.nuri.indexer.extract;

import java.io.IOException;

/** Reads one format. */
@FunctionalInterface
interface FormatReader {

    /**
     * Reads the source into a draft; members go to the job.
     *
     * @return the draft, or null when the source is only a container of members
     */
    Draft read(Source source, Job job) throws IOException, ReadFailure;
}
