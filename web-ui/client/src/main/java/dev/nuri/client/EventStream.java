package dev.nuri.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads server-sent events as HTML's standard defines them, without reconnecting. */
final class EventStream implements AutoCloseable {

    private final BufferedReader reader;

    /**
     * One event, or a comment, which has neither name nor data.
     *
     * @param name {@code message} when the server gives none; empty for a comment
     * @param data lines joined
     */
    record Event(String name, String data) {

        private static final Event COMMENT = new Event("", "");
    }

    EventStream(InputStream in) {
        reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** The next event or comment; null at the end. An event that was cut off is none. */
    Event next() throws IOException {
        String name = "message";
        StringBuilder data = null;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.isEmpty()) {
                if (data != null) {
                    return new Event(name, data.toString());
                }
                name = "message";
            } else if (line.startsWith(":")) {
                if (data == null) {
                    return Event.COMMENT;
                }
            } else if (field(line).equals("event")) {
                name = value(line);
            } else if (field(line).equals("data")) {
                data = data == null ? new StringBuilder() : data.append('\n');
                data.append(value(line));
            }
        }
        return null;
    }

    private static String field(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? line : line.substring(0, colon);
    }

    private static String value(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            return "";
        }
        return line.startsWith(" ", colon + 1) ? line.substring(colon + 2) : line.substring(colon + 1);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
