package dev.nuri.indexer.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a log, big-endian. A segment is a file {@code NUMBER.log} of a size that is fixed when it is made: so a
 * file cut short is known by its size, and a full disk cannot stop what is written inside it.
 *
 * <p>Head of a segment, {@value #HEAD_BYTES} bytes:
 *
 * <pre>
 * at  0  int   {@code NLOG}
 * at  4  int   version of the format, {@value #VERSION}
 * at  8  long  number of the segment, as in its name
 * at 16  long  sequence number of its first record: all records of former segments from that number on are void
 * at 24  long  size of the file in bytes
 * at 32  int   CRC-32C of the 32 bytes before
 * </pre>
 *
 * <p>Then records without a gap, each {@value #RECORD_HEAD_BYTES} bytes and what it holds, and zeros to the end:
 *
 * <pre>
 * at  0  int   {@code NREC}
 * at  4  int   bytes it holds
 * at  8  long  sequence number, one more than that of the record before
 * at 16  int   kind: 1 holds an operation, 2 says what was on the disk when it was written
 * at 20  int   CRC-32C of the bytes from 4 to 20 and of those it holds
 * at 24        the operation, in the words of whoever writes the log; of kind 2 a long, the sequence number up to
 *              which all records had been forced to the disk
 * </pre>
 */
@SuppressWarnings("ByteBufferBackingArray") // every buffer here wraps an array of its own from its first byte
final class LogFormat {

    static final int VERSION = 1;
    static final int HEAD_BYTES = 36;
    static final int RECORD_HEAD_BYTES = 24;
    static final int OPERATION = 1;
    static final int SYNCED = 2;

    /** What a segment may hold at most. */
    static final int MAX_SEGMENT_BYTES = Integer.MAX_VALUE - 64;

    static final int RECORD = 0x4E524543;
    private static final int SEGMENT = 0x4E4C4F47;

    private LogFormat() {}

    /**
     * A segment's head.
     *
     * @param version of the format
     * @param number of the segment
     * @param first sequence number of its first record
     * @param sizeBytes of the file
     */
    record Head(int version, long number, long first, long sizeBytes) {

        byte[] encoded() {
            ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES);
            bytes.putInt(SEGMENT).putInt(version).putLong(number).putLong(first).putLong(sizeBytes);
            bytes.putInt(crc(bytes.array(), 0, HEAD_BYTES - Integer.BYTES));
            return bytes.array();
        }

        /** The head at the start of {@code segment}; null when there is none that is whole. */
        static Head of(ByteBuffer segment) {
            if (segment.capacity() < HEAD_BYTES || segment.getInt(0) != SEGMENT) {
                return null;
            }
            int end = HEAD_BYTES - Integer.BYTES;
            if (segment.getInt(end) != crc(segment.array(), 0, end)) {
                return null;
            }
            return new Head(segment.getInt(4), segment.getLong(8), segment.getLong(16), segment.getLong(24));
        }
    }

    /** The head of a record that holds {@code holds}. */
    static byte[] recordHead(long sequence, int kind, byte[] holds) {
        ByteBuffer head = ByteBuffer.allocate(RECORD_HEAD_BYTES);
        head.putInt(RECORD).putInt(holds.length).putLong(sequence).putInt(kind);
        CRC32C crc = new CRC32C();
        crc.update(head.array(), 4, 16);
        crc.update(holds, 0, holds.length);
        return head.putInt((int) crc.getValue()).array();
    }

    /** What a mark of {@link #SYNCED} holds. */
    static byte[] mark(long synced) {
        return ByteBuffer.allocate(Long.BYTES).putLong(synced).array();
    }

    /** Whether a whole record begins at {@code at}. */
    static boolean isRecord(ByteBuffer segment, int at) {
        if (at + RECORD_HEAD_BYTES > segment.capacity() || segment.getInt(at) != RECORD) {
            return false;
        }
        int length = segment.getInt(at + 4);
        return length >= 0
                && length <= segment.capacity() - at - RECORD_HEAD_BYTES
                && segment.getInt(at + 20) == recordCrc(segment, at, length);
    }

    private static int recordCrc(ByteBuffer segment, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(segment.array(), at + 4, 16);
        crc.update(segment.array(), at + RECORD_HEAD_BYTES, length);
        return (int) crc.getValue();
    }

    private static int crc(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }
}
