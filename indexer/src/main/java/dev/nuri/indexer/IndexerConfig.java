package dev.nuri.indexer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How documents are read and stored.
 *
 * @param dataDir holds the index and the originals; created when absent
 * @param parser limits of the parser processes
 * @param minFreeDiskBytes writes are refused below this much free space
 */
public record IndexerConfig(Path dataDir, Parser parser, long minFreeDiskBytes) {

    /** Threads that analyze and write documents while others are read: a processor each, within bounds. */
    public static final int WRITE_THREADS = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);

    /**
     * Limits of the forked parsers.
     *
     * @param processes how many run at once, at least 1
     * @param heapMiB heap of each
     * @param timeout wall time one file may take
     * @param maxFileBytes larger files are reported, not read
     * @param maxTextChars characters one file may yield, members included
     * @param maxMembers documents one archive may yield
     * @param maxDepth archives within archives
     * @param classPath class path of the child; empty to use this process's own
     * @param tesseract path of the OCR program, or null to look for it on the PATH
     */
    public record Parser(
            int processes,
            int heapMiB,
            Duration timeout,
            long maxFileBytes,
            long maxTextChars,
            int maxMembers,
            int maxDepth,
            List<Path> classPath,
            Path tesseract) {

        public Parser {
            classPath = List.copyOf(classPath);
        }

        /** What fits a laptop. */
        public static Parser defaults() {
            int processes = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
            return new Parser(processes, 512, Duration.ofMinutes(2), 1L << 30, 50_000_000, 10_000, 5, List.of(), null);
        }
    }

    /** Defaults for a data folder. */
    public static IndexerConfig of(Path dataDir) {
        return new IndexerConfig(dataDir, Parser.defaults(), 64L << 20);
    }
}
