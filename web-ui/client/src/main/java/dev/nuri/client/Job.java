package dev.nuri.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Documents on their way into the index. Once accepted, a job survives a crash of the server.
 *
 * @param id names it
 * @param state how far it is
 * @param collection where to
 * @param filesDone files read so far, failed ones included
 * @param filesTotal files found so far
 * @param passages passages written so far
 * @param failures what could not be read; empty before the end
 * @param report counts of documents; null before the end
 * @param error why it failed as a whole; null when it did not
 */
public record Job(
        @JsonProperty("jobId") String id,
        State state,
        String collection,
        long filesDone,
        long filesTotal,
        long passages,
        List<Failure> failures,
        Report report,
        Cause error) {

    public Job {
        failures = failures == null ? List.of() : List.copyOf(failures);
    }

    /** How far a job is. */
    public enum State {
        @JsonProperty("queued")
        QUEUED,
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("done")
        DONE,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("cancelled")
        CANCELLED
    }

    /**
     * Something that gave no document.
     *
     * @param path the file, URL or archive member
     * @param stage where it failed
     * @param reason one sentence
     */
    public record Failure(String path, String stage, String reason) {}

    /**
     * What a job did.
     *
     * @param documents counts of documents
     * @param passages passages written
     * @param seconds wall time
     */
    public record Report(Counts documents, long passages, double seconds) {}

    /**
     * Counts of documents.
     *
     * @param added new ones
     * @param changed replaced ones
     * @param deleted ones whose source is gone
     * @param unchanged ones left as they were
     * @param failed files or members that could not be read
     */
    public record Counts(long added, long changed, long deleted, long unchanged, long failed) {}

    /**
     * Why a job failed.
     *
     * @param code what went wrong
     * @param message one sentence
     */
    public record Cause(String code, String message) {}

    /** Whether it has ended. */
    public boolean over() {
        return state != State.QUEUED && state != State.RUNNING;
    }
}
