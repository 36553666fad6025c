package dev.nuri.moe.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads little-endian fields one after the other; every step is checked against the bytes that remain. */
final class SegmentReader {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final MemorySegment bytes;
    private long position;

    SegmentReader(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    long position() {
        return position;
    }

    long remaining() {
        return bytes.byteSize() - position;
    }

    byte readByte(String what) {
        return bytes.get(ValueLayout.JAVA_BYTE, advance(1, what));
    }

    short readShort(String what) {
        return bytes.get(SHORT, advance(2, what));
    }

    int readInt(String what) {
        return bytes.get(INT, advance(4, what));
    }

    long readLong(String what) {
        return bytes.get(LONG, advance(8, what));
    }

    /** A count of things of which each takes at least {@code leastBytes}. */
    long readCount(String what, int leastBytes, long most) {
        long start = position;
        long count = readLong(what);
        if (count < 0 || count > most) {
            throw error(start, what + " must be at most " + most + ", is " + Long.toUnsignedString(count));
        }
        if (count > remaining() / leastBytes) {
            throw error(start, what + " is " + count + ", but only " + remaining() + " bytes remain");
        }
        return count;
    }

    /** A string; {@code most} bounds its bytes. */
    String readString(String what, long most) {
        int length = (int) readCount(what + " length", 1, most);
        return length == 0 ? "" : new String(readBytes(length, what), StandardCharsets.UTF_8);
    }

    byte[] readBytes(int count, String what) {
        long start = advance(count, what);
        return bytes.asSlice(start, count).toArray(ValueLayout.JAVA_BYTE);
    }

    ModelFormatException error(long offset, String rule) {
        return new ModelFormatException(file, offset, rule);
    }

    private long advance(long count, String what) {
        if (count > remaining()) {
            throw error(position, what + " needs " + count + " bytes, but only " + remaining() + " remain");
        }
        long start = position;
        position += count;
        return start;
    }
}
