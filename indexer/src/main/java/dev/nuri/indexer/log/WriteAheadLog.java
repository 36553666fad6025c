package dev.nuri.indexer.log;

import dev.nuri.indexer.log.LogFiles.Segment;
import dev.nuri.indexer.log.LogFormat.Head;
import java.io.IOException;
import java.util.Arrays;

/**
 * A log of operations that is written before they are in a more costly place. Thread-safe.
 *
 * <p>An operation is <em>appended</em> in memory's time and <em>durable</em> once a {@link #sync} that began later has
 * returned. Threads that sync at the same time share one write to the disk (group commit). When all operations so far
 * are elsewhere, {@link #roll} begins a new segment and {@link #dropBefore} removes the older ones.
 *
 * <p>A failed write or sync closes the log hard: nothing is tried again on that file, since nobody knows what of it
 * reached the disk, and every call fails until {@link #roll} has begun a new segment, in which the operations since the
 * last sync do not count.
 */
public final class WriteAheadLog implements AutoCloseable {

    private static final int SEGMENT_BYTES = 4 << 20;

    /** Up to here a record is copied, so that it takes one call of the system. */
    private static final int SMALL_BYTES = 1 << 16;

    private final LogFiles files;
    private final int segmentBytes;

    /** Held while the disk is waited for; taken before {@link #lock}. */
    private final Object syncLock = new Object();

    /** Guards what follows. */
    private final Object lock = new Object();

    /** Where records go; null before the first one and after a failure. */
    private Segment current;

    private int capacity;
    private int position;
    private long nextSegment;
    private long next;
    private long lastOperation;
    private long writtenBytes;
    private LogFailure failure;
    /** Up to which record all are on the disk. */
    private volatile long synced;

    private WriteAheadLog(LogFiles files, long nextSegment, long next, int segmentBytes) {
        this.files = files;
        this.nextSegment = nextSegment;
        this.next = next;
        this.synced = next - 1;
        this.segmentBytes = segmentBytes;
    }

    /** A log that goes on after what {@link LogReader} found; nothing is written before the first operation. */
    public static WriteAheadLog after(LogFiles files, LogReader.Found found) {
        return after(files, found, SEGMENT_BYTES);
    }

    static WriteAheadLog after(LogFiles files, LogReader.Found found, int segmentBytes) {
        return new WriteAheadLog(files, found.lastSegment() + 1, found.next(), segmentBytes);
    }

    /**
     * Appends an operation.
     *
     * @throws LogFailure when it could not be; the log is closed then
     */
    public void append(byte[] operation) throws LogFailure {
        int bytes = LogFormat.RECORD_HEAD_BYTES + operation.length;
        while (true) {
            synchronized (lock) {
                requireSound();
                if (fits(bytes)) {
                    lastOperation = next;
                    write(LogFormat.OPERATION, operation);
                    return;
                }
            }
            synchronized (syncLock) {
                synchronized (lock) {
                    requireSound();
                    if (!fits(bytes)) {
                        endSegment();
                        begin(bytes);
                    }
                }
            }
        }
    }

    /** Room is kept for the mark that follows a sync. */
    private boolean fits(int bytes) {
        return current != null && bytes <= capacity - position - LogFormat.RECORD_HEAD_BYTES - Long.BYTES;
    }

    private void write(int kind, byte[] holds) throws LogFailure {
        byte[] head = LogFormat.recordHead(next, kind, holds);
        int bytes = head.length + holds.length;
        try {
            if (holds.length < SMALL_BYTES) {
                byte[] record = Arrays.copyOf(head, bytes);
                System.arraycopy(holds, 0, record, head.length, holds.length);
                current.write(record, position);
            } else {
                current.write(head, position);
                current.write(holds, position + head.length);
            }
        } catch (IOException e) {
            throw failed(e);
        }
        position += bytes;
        writtenBytes += bytes;
        next++;
    }

    /**
     * Returns when every operation appended before the call is on the disk.
     *
     * @throws LogFailure when one may not be; the log is closed then
     */
    public void sync() throws LogFailure {
        long wanted;
        synchronized (lock) {
            requireSound();
            wanted = lastOperation;
        }
        if (synced >= wanted) {
            return;
        }
        synchronized (syncLock) {
            if (synced < wanted) {
                force();
            }
        }
    }

    private void force() throws LogFailure {
        Segment segment;
        long last;
        synchronized (lock) {
            requireSound();
            segment = current;
            last = next - 1;
        }
        try {
            segment.force();
        } catch (IOException e) {
            synchronized (lock) {
                throw failed(e);
            }
        }
        synchronized (lock) {
            requireSound();
            synced = last;
            // Tells a later damage of what is on the disk now from a tail that never was; need not be waited for.
            if (position + LogFormat.RECORD_HEAD_BYTES + Long.BYTES <= capacity) {
                write(LogFormat.SYNCED, LogFormat.mark(last));
            }
        }
    }

    /**
     * Begins a new segment, after a failure too.
     *
     * @return its number; all operations appended before are in segments with smaller numbers
     */
    public long roll() throws LogFailure {
        synchronized (syncLock) {
            synchronized (lock) {
                if (failure == null) {
                    endSegment();
                    writtenBytes = 0;
                    return nextSegment;
                }
                next = synced + 1;
                failure = null;
                begin(0);
                writtenBytes = 0;
                return nextSegment - 1;
            }
        }
    }

    /** What was written to the present segment is forced to the disk and the file closed. */
    private void endSegment() throws LogFailure {
        if (current == null) {
            return;
        }
        try {
            current.force();
            synced = next - 1;
            Segment ended = current;
            current = null;
            ended.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void begin(int recordBytes) throws LogFailure {
        long size = (long) LogFormat.HEAD_BYTES + recordBytes + LogFormat.RECORD_HEAD_BYTES + Long.BYTES;
        if (size > LogFormat.MAX_SEGMENT_BYTES) {
            throw failed(new IOException("a record of " + recordBytes + " bytes is too large for the log"));
        }
        capacity = (int) Math.max(segmentBytes, size);
        try {
            byte[] head = new Head(LogFormat.VERSION, nextSegment, next, capacity).encoded();
            current = files.create(Segments.name(nextSegment), head, capacity);
        } catch (IOException e) {
            throw failed(e);
        }
        position = LogFormat.HEAD_BYTES;
        nextSegment++;
    }

    private LogFailure failed(IOException e) {
        if (failure == null) {
            failure = new LogFailure("the log cannot be written: " + e.getMessage(), e);
            closeQuietly(e);
        }
        return failure;
    }

    private void closeQuietly(IOException cause) {
        try {
            if (current != null) {
                current.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        current = null;
    }

    /**
     * Passes unless the log is closed.
     *
     * @throws LogFailure why it is
     */
    public void requireSound() throws LogFailure {
        synchronized (lock) {
            if (failure != null) {
                throw new LogFailure(failure.getMessage(), failure.getCause());
            }
        }
    }

    /** Whether every call but {@link #roll} fails. */
    public boolean isFailed() {
        synchronized (lock) {
            return failure != null;
        }
    }

    /** Bytes written since the last {@link #roll}. */
    public long writtenBytes() {
        synchronized (lock) {
            return writtenBytes;
        }
    }

    /** Removes the segments before number {@code segment}. */
    public void dropBefore(long segment) throws IOException {
        for (String name : files.list()) {
            if (Segments.isName(name) && Segments.number(name) < segment) {
                files.delete(name);
            }
        }
    }

    /** Closes the file; what was not synced may be lost. */
    @Override
    public void close() throws IOException {
        synchronized (syncLock) {
            synchronized (lock) {
                if (current != null) {
                    current.close();
                    current = null;
                }
                if (failure == null) {
                    failure = new LogFailure("the log is closed", null);
                }
            }
        }
    }
}
