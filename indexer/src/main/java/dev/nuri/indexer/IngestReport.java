package dev.nuri.indexer;

import java.time.Duration;
import java.util.List;

/**
 * What an ingest did. Counts are of documents; {@code failed} counts files and members that gave none.
 *
 * @param added documents that were not there before
 * @param changed documents replaced because their source changed
 * @param deleted documents whose source is gone
 * @param unchanged documents whose source is as it was
 * @param failed files or members that could not be read
 * @param passages passages written
 * @param duplicates documents whose text equals another's in the collection
 * @param elapsed wall time
 * @param failures each failure, in order of path
 */
public record IngestReport(
        long added,
        long changed,
        long deleted,
        long unchanged,
        long failed,
        long passages,
        long duplicates,
        Duration elapsed,
        List<IngestFailure> failures) {

    public IngestReport {
        failures = List.copyOf(failures);
    }
}
