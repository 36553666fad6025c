package dev.nuri.web.jobs;

import dev.nuri.web.api.ErrorView;
import dev.nuri.web.api.IngestView;
import dev.nuri.web.api.JobView;
import dev.nuri.web.api.ProgressView;
import java.time.Instant;
import java.util.List;

/**
 * A job as it is kept on disk; immutable.
 *
 * @param id names it and its folder
 * @param kind one of {@link JobView}'s; null in the record of an ingest from before there were others
 * @param state one of {@link JobView}'s
 * @param collection where to
 * @param targets paths and addresses, or the names of the files that were sent, in order
 * @param upload whether the bytes lie in the job's folder, file {@code n} being target {@code n}
 * @param created when it was accepted
 * @param attempts how often it was begun
 * @param finishedAt when it ended; null before
 * @param report what it did; null before the end
 * @param error why it failed as a whole; null when it did not
 * @param idempotencyKey given by the client; null for none
 * @param fingerprint of the request that came with the key
 * @param owner who began it; null in the record of a job from before callers had names
 */
record Job(
        String id,
        String kind,
        String state,
        String collection,
        List<String> targets,
        boolean upload,
        Instant created,
        int attempts,
        Instant finishedAt,
        IngestView report,
        ErrorView.Detail error,
        String idempotencyKey,
        String fingerprint,
        String owner) {

    boolean isReindex() {
        return JobView.REINDEX.equals(kind);
    }

    boolean over() {
        return finishedAt != null;
    }

    Job begun() {
        return in(JobView.RUNNING, attempts + 1, null, null, null);
    }

    Job again() {
        return in(JobView.QUEUED, attempts - 1, null, null, null);
    }

    Job ended(IngestView result) {
        return in(JobView.DONE, attempts, Instant.now(), result, null);
    }

    Job cancelled(IngestView soFar) {
        return in(JobView.CANCELLED, attempts, Instant.now(), soFar, null);
    }

    Job failed(ErrorView why) {
        return in(JobView.FAILED, attempts, Instant.now(), null, why.error());
    }

    private Job in(String next, int tries, Instant end, IngestView result, ErrorView.Detail why) {
        return new Job(
                id,
                kind,
                next,
                collection,
                targets,
                upload,
                created,
                tries,
                end,
                result,
                why,
                idempotencyKey,
                fingerprint,
                owner);
    }

    /**
     * Shows it.
     *
     * @param live how far it is; null unless it runs
     */
    JobView view(ProgressView live) {
        ProgressView p = live != null ? live : report != null ? finalProgress() : ProgressView.NONE;
        return new JobView(
                id,
                isReindex() ? JobView.REINDEX : JobView.INGEST,
                state,
                collection,
                targets,
                created,
                finishedAt,
                p.filesDone(),
                p.filesTotal(),
                p.scanning(),
                p.current(),
                p.passages(),
                p.failures(),
                p.seconds(),
                p.passagesPerSecond(),
                p.remainingSeconds(),
                report == null ? List.of() : report.failures(),
                report,
                error);
    }

    private ProgressView finalProgress() {
        long files = report.present() + report.documents().failed();
        double rate = report.seconds() > 0 ? Math.round(report.passages() / report.seconds() * 10) / 10.0 : 0;
        return new ProgressView(
                files, files, report.passages(), report.documents().failed(), false, "", report.seconds(), rate, null);
    }
}
