package dev.nuri.indexer.extract;

import java.time.Duration;

/**
 * What is left of one file's limits. A file that expands out of all proportion, or into more text or members than
 * allowed, ends with {@link LimitReached}.
 */
final class Budget {

    private static final long FREE_BYTES = 8L << 20;
    private static final long EXPANSION = 200;

    private final Limits limits;
    private final long maxExpandedBytes;
    private final long startNanos = System.nanoTime();
    private long expandedBytes;
    private long tempBytes;
    private long chars;
    private int members;

    Budget(Limits limits, long fileBytes) {
        this.limits = limits;
        maxExpandedBytes = Math.max(FREE_BYTES, fileBytes * EXPANSION);
    }

    /** Counts characters of text. */
    void spendChars(int count) {
        chars += count;
        if (chars > limits.maxTextChars()) {
            throw new LimitReached("The file yields more than " + limits.maxTextChars() + " characters of text.");
        }
    }

    /** Counts bytes taken out of an archive, at any depth. */
    void spendBytes(int count) {
        expandedBytes += count;
        if (expandedBytes > maxExpandedBytes) {
            throw new LimitReached("The archive expands out of all proportion to its size, to more than "
                    + (maxExpandedBytes >> 20) + " MiB, and was not read further.");
        }
    }

    /** How much the file may unpack to in all. */
    long maxExpandedBytes() {
        return maxExpandedBytes;
    }

    /** Counts bytes of a temporary file, or, negative, of one that was deleted. */
    void occupyTemp(long bytes) {
        tempBytes += bytes;
        if (tempBytes > limits.maxTempBytes()) {
            throw new LimitReached("Unpacking it takes more than the limit of " + limits.maxTempBytes()
                    + " bytes of temporary files at once.");
        }
    }

    /** Counts a member of an archive or e-mail; how many there were, it included. */
    int spendMember() {
        if (++members > limits.maxMembers()) {
            throw new LimitReached("It has more than " + limits.maxMembers() + " members; the rest was left.");
        }
        return members;
    }

    /** Time left before slow, optional work such as OCR should stop, so that what was read is not lost. */
    Duration timeForOcr() {
        long used = (System.nanoTime() - startNanos) / 1_000_000;
        return Duration.ofMillis(Math.max(0, limits.timeoutMillis() * 3 / 4 - used));
    }

    Limits limits() {
        return limits;
    }
}
