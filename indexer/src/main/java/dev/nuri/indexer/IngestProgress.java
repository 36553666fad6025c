package dev.nuri.indexer;

import java.time.Duration;

/**
 * How far an ingest has come.
 *
 * @param filesDone files read, failed ones included
 * @param filesTotal files found so far; final once {@code scanning} is false
 * @param passages passages written
 * @param failures failures so far
 * @param scanning whether folders are still being walked
 * @param current the file being read, or empty
 * @param elapsed since the start
 */
public record IngestProgress(
        long filesDone,
        long filesTotal,
        long passages,
        long failures,
        boolean scanning,
        String current,
        Duration elapsed) {

    /** Passages written per second, 0 at the very start. */
    public double passagesPerSecond() {
        double seconds = elapsed.toNanos() / 1e9;
        return seconds > 0 ? passages / seconds : 0;
    }

    /** Time still needed at the present rate of files, or null while it cannot be told. */
    public Duration remaining() {
        if (scanning || filesDone == 0) {
            return null;
        }
        return elapsed.multipliedBy(Math.max(0, filesTotal - filesDone)).dividedBy(filesDone);
    }
}
