package dev.nuri.web.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * An ingest job, or one that builds the index anew.
 *
 * @param jobId names it
 * @param kind {@link #INGEST} or {@link #REINDEX}
 * @param state {@link #QUEUED}, {@link #RUNNING}, {@link #DONE}, {@link #FAILED} or {@link #CANCELLED}
 * @param collection where to; null for a reindex
 * @param targets paths, addresses or names of uploaded files; none for a reindex
 * @param created when it was accepted
 * @param finished when it ended; null before
 * @param filesDone files read so far, failed ones included; documents in a reindex
 * @param filesTotal files found so far
 * @param scanning whether folders are still being walked
 * @param current the file being read, or empty
 * @param passages passages written so far
 * @param failed failures so far
 * @param seconds since it began
 * @param passagesPerSecond rate so far
 * @param remainingSeconds time still needed; null while it cannot be told
 * @param failures what could not be read; empty before the end
 * @param report what it did; null before the end
 * @param error why it failed as a whole; null when it did not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobView(
        String jobId,
        String kind,
        String state,
        String collection,
        List<String> targets,
        Instant created,
        Instant finished,
        long filesDone,
        long filesTotal,
        boolean scanning,
        String current,
        long passages,
        long failed,
        double seconds,
        double passagesPerSecond,
        Double remainingSeconds,
        List<IngestView.Failure> failures,
        IngestView report,
        ErrorView.Detail error) {

    public static final String INGEST = "ingest";
    public static final String REINDEX = "reindex";

    public static final String QUEUED = "queued";
    public static final String RUNNING = "running";
    public static final String DONE = "done";
    public static final String FAILED = "failed";
    public static final String CANCELLED = "cancelled";

    /** Whether it has ended. */
    @JsonIgnore
    public boolean over() {
        return !state.equals(QUEUED) && !state.equals(RUNNING);
    }

    /** How far it is. */
    @JsonIgnore
    public ProgressView progress() {
        return new ProgressView(
                filesDone,
                filesTotal,
                passages,
                failed,
                scanning,
                current,
                seconds,
                passagesPerSecond,
                remainingSeconds);
    }
}
