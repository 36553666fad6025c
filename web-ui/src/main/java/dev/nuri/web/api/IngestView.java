package dev.nuri.web.api;

import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.IngestReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What an ingest did.
 *
 * @param documents counts of documents
 * @param passages passages written
 * @param duplicates documents whose text equals another's
 * @param seconds wall time
 * @param failures each file or member that gave nothing
 */
public record IngestView(Counts documents, long passages, long duplicates, double seconds, List<Failure> failures) {

    /**
     * Counts of documents.
     *
     * @param added new ones
     * @param changed replaced ones
     * @param deleted ones whose source is gone
     * @param unchanged ones left as they were
     * @param failed files or members that could not be read
     */
    public record Counts(long added, long changed, long deleted, long unchanged, long failed) {

        private Counts plus(Counts c) {
            return new Counts(
                    added + c.added,
                    changed + c.changed,
                    deleted + c.deleted,
                    unchanged + c.unchanged,
                    failed + c.failed);
        }
    }

    /**
     * One failure.
     *
     * @param path the file, URL or member
     * @param stage where it failed
     * @param reason one sentence
     */
    public record Failure(String path, String stage, String reason) {

        private static Failure of(IngestFailure f) {
            return new Failure(f.path(), f.stage(), f.reason());
        }
    }

    /** The report of an ingest that did nothing. */
    public static final IngestView NONE = new IngestView(new Counts(0, 0, 0, 0, 0), 0, 0, 0, List.of());

    /** Shows a report. */
    public static IngestView of(IngestReport r) {
        return new IngestView(
                new Counts(r.added(), r.changed(), r.deleted(), r.unchanged(), r.failed()),
                r.passages(),
                r.duplicates(),
                Millis.seconds(r.elapsed()),
                r.failures().stream().map(Failure::of).toList());
    }

    /** One report of two ingests done one after the other. */
    public IngestView plus(IngestView other) {
        List<Failure> all = new ArrayList<>(failures);
        all.addAll(other.failures);
        Duration sum = Duration.ofMillis(Math.round((seconds + other.seconds) * 1e3));
        return new IngestView(
                documents.plus(other.documents),
                passages + other.passages,
                duplicates + other.duplicates,
                Millis.seconds(sum),
                List.copyOf(all));
    }

    /** Documents that can now be found, new or not. */
    public long present() {
        return documents.added + documents.changed + documents.unchanged;
    }
}
