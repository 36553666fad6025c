package dev.nuri.indexer.store;

import dev.nuri.indexer.log.DiskLogFiles;
import dev.nuri.indexer.log.LogFiles;
import dev.nuri.indexer.log.LogReader;
import dev.nuri.indexer.log.WriteAheadLog;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The log of an index: what was done since the segment that its last commit names. An index that nobody would miss, such
 * as one that is being built beside another, has none; all of this does nothing then.
 */
final class StoreLog implements Closeable {

    /** Folder in that of the index. */
    static final String FOLDER = "log";

    private final LogFiles files;
    private WriteAheadLog log;

    /**
     * A log.
     *
     * @param files null for none
     */
    private StoreLog(LogFiles files) {
        this.files = files;
    }

    static StoreLog in(LogFiles files) {
        return new StoreLog(files);
    }

    static StoreLog none() {
        return new StoreLog(null);
    }

    /** Where the log of the index in a folder is. */
    static LogFiles files(Path index) {
        return new DiskLogFiles(index.resolve(FOLDER));
    }

    boolean isKept() {
        return files != null;
    }

    /** Whether an index whose last commit names segment {@code from} has nothing in its log. */
    static boolean isEmpty(LogFiles files, long from) throws IOException {
        return files == null || new LogReader(files, from).isEmpty();
    }

    /**
     * Does again what the log says and goes on after it.
     *
     * @param from the segment that the last commit names
     * @return how many operations there were
     */
    long replay(long from, Operations.Target target) throws IOException {
        if (files == null) {
            return 0;
        }
        if (log != null) {
            log.close();
        }
        LogReader.Found found = new LogReader(files, from).read(operation -> Operations.apply(operation, target));
        log = WriteAheadLog.after(files, found);
        log.dropBefore(from);
        return found.operations();
    }

    void append(byte[] operation) throws IOException {
        if (log != null) {
            log.append(operation);
        }
    }

    void sync() throws IOException {
        if (log != null) {
            log.sync();
        }
    }

    /** Begins a new segment and gives its number. */
    long roll() throws IOException {
        return log == null ? 1 : log.roll();
    }

    void dropBefore(long segment) throws IOException {
        if (log != null) {
            log.dropBefore(segment);
        }
    }

    void requireSound() throws IOException {
        if (log != null) {
            log.requireSound();
        }
    }

    boolean isFailed() {
        return log != null && log.isFailed();
    }

    /** Bytes that the next commit makes needless. */
    long writtenBytes() {
        return log == null ? 0 : log.writtenBytes();
    }

    @Override
    public void close() throws IOException {
        if (log != null) {
            log.close();
        }
    }
}
