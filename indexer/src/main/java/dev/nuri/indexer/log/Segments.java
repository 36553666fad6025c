package dev.nuri.indexer.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names and bytes of segments. */
final class Segments {

    private static final Pattern NAME = Pattern.compile("\\d{16}\\.log");

    private Segments() {}

    static String name(long number) {
        return String.format(Locale.ROOT, "%016d.log", number);
    }

    static boolean isName(String file) {
        return NAME.matcher(file).matches();
    }

    static long number(String name) {
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }

    /** Numbers of the segments from {@code from} on, ascending. */
    static List<Long> numbers(LogFiles files, long from) throws IOException {
        return files.list().stream()
                .filter(Segments::isName)
                .map(Segments::number)
                .filter(number -> number >= from)
                .sorted()
                .toList();
    }

    /** Whether nothing but zeros is left from {@code at} on. */
    static boolean isBlank(ByteBuffer segment, int at) {
        for (int i = at; i < segment.capacity(); i++) {
            if (segment.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Up to which record all were on the disk, as the whole marks from {@code from} on say; -1 when there are none. */
    static long syncedAfter(ByteBuffer segment, int from) {
        long synced = -1;
        for (int at = from; at <= segment.capacity() - LogFormat.RECORD_HEAD_BYTES; at++) {
            if (segment.get(at) == (byte) (LogFormat.RECORD >> 24) && LogFormat.isRecord(segment, at)) {
                if (segment.getInt(at + 16) == LogFormat.SYNCED && segment.getInt(at + 4) == Long.BYTES) {
                    synced = Math.max(synced, segment.getLong(at + LogFormat.RECORD_HEAD_BYTES));
                }
                at += LogFormat.RECORD_HEAD_BYTES + segment.getInt(at + 4) - 1;
            }
        }
        return synced;
    }
}
