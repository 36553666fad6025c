package dev.nuri.web.rest;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A receiver of traces, OTLP over HTTP. What it got is told by {@code GET /got}: the messages one after another, which in
 * protobuf is one message with the spans of all.
 */
final class TraceReceiver {

    private static final int LENGTH_DELIMITED = 2;

    private final HttpServer server;
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();

    TraceReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            synchronized (got) {
                got.writeBytes(body);
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/got", exchange -> {
            byte[] all;
            synchronized (got) {
                all = got.toByteArray();
            }
            exchange.sendResponseHeaders(200, all.length == 0 ? -1 : all.length);
            exchange.getResponseBody().write(all);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    /**
     * A span.
     *
     * @param parent empty for the root of a trace
     * @param attributes texts as they are, numbers in digits
     */
    record Received(String trace, String id, String parent, String name, Map<String, String> attributes) {}

    /** The spans of what was received (ExportTraceServiceRequest). */
    static List<Received> spans(byte[] message) {
        List<Received> spans = new ArrayList<>();
        for (byte[] resource : parts(message, 1)) {
            for (byte[] scope : parts(resource, 2)) {
                parts(scope, 2).forEach(span -> spans.add(span(span)));
            }
        }
        return spans;
    }

    private static Received span(byte[] span) {
        Map<String, String> attributes = new HashMap<>();
        for (byte[] attribute : parts(span, 9)) {
            byte[] value = parts(attribute, 2).getFirst();
            List<byte[]> text = parts(value, 1);
            attributes.put(text(parts(attribute, 1)), text.isEmpty() ? Long.toString(number(value)) : text(text));
        }
        return new Received(
                hex(parts(span, 1)), hex(parts(span, 2)), hex(parts(span, 4)), text(parts(span, 5)), attributes);
    }

    private static String hex(List<byte[]> bytes) {
        return bytes.isEmpty() ? "" : HexFormat.of().formatHex(bytes.getFirst());
    }

    private static String text(List<byte[]> bytes) {
        return new String(bytes.getFirst(), StandardCharsets.UTF_8);
    }

    /** The whole number of an attribute's value. */
    private static long number(byte[] value) {
        return varint(ByteBuffer.wrap(value, 1, value.length - 1));
    }

    /** The parts of a message that have a field's number and a length. */
    private static List<byte[]> parts(byte[] message, int field) {
        List<byte[]> parts = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            switch ((int) tag & 7) {
                case 0 -> varint(in);
                case 1 -> in.position(in.position() + Long.BYTES);
                case 5 -> in.position(in.position() + Integer.BYTES);
                case LENGTH_DELIMITED -> {
                    byte[] part = new byte[(int) varint(in)];
                    in.get(part);
                    if (tag >> 3 == field) {
                        parts.add(part);
                    }
                }
                default -> throw new IllegalArgumentException("no field of protobuf begins with " + tag);
            }
        }
        return parts;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
