package dev.nuri.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nuri.indexer.IngestProgress;
import java.time.Duration;

/**
 * How far an ingest has come.
 *
 * @param filesDone files read, failed ones included
 * @param filesTotal files found so far
 * @param passages passages written
 * @param failures failures so far
 * @param scanning whether folders are still being walked
 * @param current the file being read, or empty
 * @param seconds since the start
 * @param passagesPerSecond rate so far
 * @param remainingSeconds time still needed; null while it cannot be told
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProgressView(
        long filesDone,
        long filesTotal,
        long passages,
        long failures,
        boolean scanning,
        String current,
        double seconds,
        double passagesPerSecond,
        Double remainingSeconds) {

    /** Before anything was done. */
    public static final ProgressView NONE = new ProgressView(0, 0, 0, 0, false, "", 0, 0, null);

    /** Shows progress. */
    public static ProgressView of(IngestProgress p) {
        Duration remaining = p.remaining();
        return new ProgressView(
                p.filesDone(),
                p.filesTotal(),
                p.passages(),
                p.failures(),
                p.scanning(),
                p.current(),
                Millis.seconds(p.elapsed()),
                Math.round(p.passagesPerSecond() * 10) / 10.0,
                remaining == null ? null : Millis.seconds(remaining));
    }
}
