package dev.nuri.indexer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How documents are fetched, read and stored.
 *
 * @param dataDir holds the index and the originals; created when absent
 * @param parser limits of the parser processes
 * @param fetch what may be fetched from the web
 * @param minFreeDiskBytes writes are refused below this much free space
 */
public record IndexerConfig(Path dataDir, Parser parser, Fetch fetch, long minFreeDiskBytes) {

    /** Threads that analyze and write documents while others are read: a processor each, within bounds. */
    public static final int WRITE_THREADS = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);

    /**
     * Dumps larger than this are read in parts of so many bytes, each with the limits of a file. The same for all that share an
     * index: where a part begins is in the addresses of its documents.
     */
    public static final long DUMP_PART_BYTES = 4L << 20;

    /**
     * Limits of the forked parsers.
     *
     * @param processes how many run at once, at least 1
     * @param heapMiB heap of each
     * @param memoryMiB memory of each with all programs it starts, its heap among it
     * @param timeout wall time one file may take
     * @param maxFileBytes larger files are reported, not read
     * @param maxTextChars characters one file may yield, members included
     * @param maxMembers documents one archive may yield
     * @param maxDepth archives within archives
     * @param maxTempBytes temporary files that may lie on the disk at once for one file
     * @param classPath class path of the child; empty to use this process's own
     * @param tesseract path of the OCR program, or null to look for it on the PATH
     */
    public record Parser(
            int processes,
            int heapMiB,
            int memoryMiB,
            Duration timeout,
            long maxFileBytes,
            long maxTextChars,
            int maxMembers,
            int maxDepth,
            long maxTempBytes,
            List<Path> classPath,
            Path tesseract) {

        /** What a process may take beside its heap: the JVM itself, and a program for OCR with its languages. */
        public static final int BESIDE_HEAP_MIB = 1024;

        public Parser {
            classPath = List.copyOf(classPath);
        }

        /** What fits a laptop. */
        public static Parser defaults() {
            int processes = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 4);
            return new Parser(
                    processes,
                    512,
                    512 + BESIDE_HEAP_MIB,
                    Duration.ofMinutes(2),
                    1L << 30,
                    50_000_000,
                    10_000,
                    5,
                    1L << 30,
                    List.of(),
                    null);
        }
    }

    /**
     * What may be fetched from the web.
     *
     * @param privateAddresses which addresses that are not the public internet's may be fetched
     * @param robots whether robots.txt of a site is honoured
     * @param userAgent what Nuri calls itself
     */
    public record Fetch(List<IpRange> privateAddresses, boolean robots, String userAgent) {

        public Fetch {
            privateAddresses = List.copyOf(privateAddresses);
        }

        /** The public internet, as its sites wish. */
        public static Fetch defaults() {
            return new Fetch(List.of(), true, "Nuri/0.1 (document indexer; robots.txt: nuri)");
        }
    }

    /** Defaults for a data folder. */
    public static IndexerConfig of(Path dataDir) {
        return new IndexerConfig(dataDir, Parser.defaults(), Fetch.defaults(), 64L << 20);
    }
}
