package dev.nuri.web.rest;

import io.netty.buffer.ByteBuf;
import java.util.Locale;

/**
 * Tells the bytes of a request's body, of a length that is said or in chunks (RFC 9112, 7.1), from what comes after it. For
 * one connection.
 */
final class BodyBytes {

    private static final String LENGTH = "content-length:";
    private static final String ENCODING = "transfer-encoding:";

    /** No line that is longer says anything about a body. */
    static final int MAX_LINE = 64;

    /** Data that has not come: of the body, or of a chunk with the end of its line. */
    private long left;
    /** Whether another line of the framing has to come. */
    private boolean chunked;
    /** Whether the last chunk has come, so that only trailers do. */
    private boolean trailing;

    private final StringBuilder line = new StringBuilder(MAX_LINE);

    /** Takes a line of a head. */
    void header(String text) {
        if (text.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
            left = Math.max(0, number(text.substring(LENGTH.length()).strip(), 10));
        } else if (text.regionMatches(true, 0, ENCODING, 0, ENCODING.length())) {
            chunked = text.toLowerCase(Locale.ROOT).contains("chunked");
            trailing = false;
        }
    }

    /** How many bytes from {@code from} on belong to the body. */
    int in(ByteBuf bytes, int from) {
        int at = from;
        while (at < bytes.writerIndex() && (left > 0 || chunked)) {
            if (left > 0) {
                int come = (int) Math.min(left, bytes.writerIndex() - at);
                left -= come;
                at += come;
            } else {
                framing((char) (bytes.getByte(at++) & 0xff));
            }
        }
        return at - from;
    }

    private void framing(char next) {
        if (next != '\n') {
            if (next != '\r' && line.length() < MAX_LINE) {
                line.append(next);
            }
            return;
        }
        String text = line.toString();
        line.setLength(0);
        if (trailing) {
            chunked = !text.isEmpty();
            return;
        }
        long size = number(text.split(";", 2)[0].strip(), 16);
        trailing = size == 0;
        // What is no size is no chunk: the server will say so.
        chunked = size >= 0;
        left = size > 0 ? size + "\r\n".length() : 0;
    }

    /** Negative when it is none. */
    private static long number(String digits, int radix) {
        boolean valid = !digits.isEmpty()
                && digits.length() < 16
                && digits.chars().allMatch(c -> c < 128 && Character.digit(c, radix) >= 0);
        return valid ? Long.parseLong(digits, radix) : -1;
    }
}
