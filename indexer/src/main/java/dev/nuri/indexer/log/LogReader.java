package dev.nuri.indexer.log;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.log.LogFormat.Head;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a log from a segment on and tells what a crash left from what is damaged.
 *
 * <p>A crash leaves a tail that is not whole: records that were never forced to the disk may be there in part, or be
 * missing before later ones that are there. A record that is not whole is damage when it was once on the disk: when a
 * later segment goes on after it, or a later mark says so.
 */
public final class LogReader {

    private final LogFiles files;
    private final long from;

    /**
     * A reader.
     *
     * @param from number of the first segment that counts
     */
    public LogReader(LogFiles files, long from) {
        this.files = files;
        this.from = from;
    }

    /** Whether there is no segment. */
    public boolean isEmpty() throws IOException {
        return Segments.numbers(files, from).isEmpty();
    }

    /** Is given what a record holds. */
    @FunctionalInterface
    public interface Action {
        void accept(ByteBuffer operation) throws IOException;
    }

    /**
     * What a reading found.
     *
     * @param operations how many
     * @param next sequence number of the record that would come next
     * @param lastSegment number of the last segment; one before the first that counts when there is none
     * @param tail where bytes are that are no whole record and were never acknowledged, if there are any
     */
    public record Found(long operations, long next, long lastSegment, Optional<String> tail) {}

    /**
     * Gives every operation in order to {@code action}.
     *
     * @throws LogDamage naming file and place; operations before it may have been given already
     */
    public Found read(Action action) throws IOException {
        List<Long> numbers = Segments.numbers(files, from);
        Reading reading = new Reading(action);
        for (int i = 0; i < numbers.size(); i++) {
            reading.segment(numbers.get(i), i == numbers.size() - 1);
        }
        return reading.found(numbers.isEmpty() ? from - 1 : numbers.getLast());
    }

    private final class Reading {

        private final Action action;
        private long operations;
        /** Sequence number of the next record; -1 before the first segment. */
        private long next = -1;

        private long nextSegment = from;
        private String tail;

        Reading(Action action) {
            this.action = action;
        }

        Found found(long lastSegment) {
            return new Found(operations, Math.max(1, next), lastSegment, Optional.ofNullable(tail));
        }

        void segment(long number, boolean last) throws IOException {
            String name = Segments.name(number);
            if (number != nextSegment) {
                throw damage(Segments.name(nextSegment), "is missing");
            }
            nextSegment++;
            byte[] bytes = files.read(name);
            ByteBuffer segment = ByteBuffer.wrap(bytes);
            Head head = Head.of(segment);
            requireHead(name, head, number, bytes.length);
            if (next >= 0 && head.first() != next) {
                throw damage(name, "begins with record " + head.first() + " where record " + next + " was to come");
            }
            next = head.first();
            OptionalLong end = last ? OptionalLong.empty() : firstOf(number + 1);
            records(name, segment, end);
        }

        private void records(String name, ByteBuffer segment, OptionalLong end) throws IOException {
            int at = LogFormat.HEAD_BYTES;
            while (LogFormat.isRecord(segment, at)
                    && segment.getLong(at + 8) == next
                    && (end.isEmpty() || next < end.getAsLong())) {
                int length = segment.getInt(at + 4);
                if (segment.getInt(at + 16) == LogFormat.OPERATION) {
                    action.accept(segment.slice(at + LogFormat.RECORD_HEAD_BYTES, length));
                    operations++;
                }
                at += LogFormat.RECORD_HEAD_BYTES + length;
                next++;
            }
            boolean whole = end.isPresent() ? next == end.getAsLong() : Segments.syncedAfter(segment, at) < next;
            if (!whole) {
                throw damage(name, "is damaged at byte " + at + " (record " + next + ")");
            }
            if (!Segments.isBlank(segment, at)) {
                tail = place(name, at);
            }
        }

        /** The first record of a segment, which ends the one before. */
        private OptionalLong firstOf(long number) throws IOException {
            Head head = Head.of(ByteBuffer.wrap(files.read(Segments.name(number))));
            return head == null ? OptionalLong.empty() : OptionalLong.of(head.first());
        }
    }

    private void requireHead(String name, Head head, long number, int sizeBytes) throws IOException {
        if (head == null) {
            throw damage(name, "is damaged at byte 0 (its head)");
        }
        if (head.version() > LogFormat.VERSION) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The log " + files.describe(name) + " has format " + head.version()
                            + " and this version of Nuri reads up to " + LogFormat.VERSION
                            + ": use the newer version that wrote it.");
        }
        if (head.number() != number) {
            throw damage(name, "says it is segment " + head.number());
        }
        if (head.sizeBytes() != sizeBytes) {
            throw damage(name, "has " + sizeBytes + " bytes instead of " + head.sizeBytes());
        }
    }

    private String place(String name, int at) {
        return files.describe(name) + " at byte " + at;
    }

    private LogDamage damage(String name, String what) {
        return new LogDamage(files.describe(name), what);
    }
}
