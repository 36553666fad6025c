package dev.nuri.moe.hub;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A web server on loopback that says exactly what a test wants, true or not. */
final class FaultyServer implements AutoCloseable {
    private final ServerSocket socket;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Function<Request, Reply> handler = request -> Reply.status(404);

    /** A request: its path with the query, and its headers in lower case. */
    record Request(String path, Map<String, String> headers) {
        /** First byte asked for. */
        int from() {
            String range = headers.getOrDefault("range", "bytes=0-");
            return Integer.parseInt(range.substring("bytes=".length(), range.indexOf('-')));
        }

        boolean isRange() {
            return headers.containsKey("range");
        }
    }

    /**
     * An answer.
     *
     * @param headers as they are written, true or not
     * @param body what is sent before the connection ends
     * @param silentMillis how long nothing is said after the body
     */
    @SuppressWarnings("ArrayRecordComponent") // replies are never compared
    record Reply(int status, Map<String, String> headers, byte[] body, long silentMillis) {
        static Reply status(int status) {
            return new Reply(status, Map.of("Content-Length", "0"), new byte[0], 0);
        }

        static Reply of(byte[] body) {
            return new Reply(200, Map.of("Content-Length", "" + body.length), body, 0);
        }

        static Reply text(String body) {
            return of(body.getBytes(StandardCharsets.UTF_8));
        }

        /** What an honest server answers, with an entity tag. */
        static Reply honest(Request request, byte[] file, String tag) {
            boolean part = request.isRange()
                    && request.from() < file.length
                    && tag.equals(request.headers().getOrDefault("if-range", tag));
            int from = part ? request.from() : 0;
            Map<String, String> headers = new HashMap<>();
            headers.put("ETag", tag);
            headers.put("Content-Length", "" + (file.length - from));
            if (part) {
                headers.put("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
            }
            return new Reply(part ? 206 : 200, headers, java.util.Arrays.copyOfRange(file, from, file.length), 0);
        }

        Reply with(String name, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(name, value);
            return new Reply(status, more, body, silentMillis);
        }

        Reply without(String name) {
            Map<String, String> fewer = new HashMap<>(headers);
            fewer.remove(name);
            return new Reply(status, fewer, body, silentMillis);
        }

        /** Ends the connection after that many bytes of the body. */
        Reply cutAfter(int bytes) {
            return new Reply(status, headers, java.util.Arrays.copyOf(body, Math.min(bytes, body.length)), 0);
        }

        Reply thenSilent(long millis) {
            return new Reply(status, headers, body, millis);
        }
    }

    FaultyServer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    void answer(Function<Request, Reply> with) {
        handler = with;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
    }

    List<Request> requests() {
        return requests;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                Thread.ofVirtual().start(() -> talk(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void talk(Socket connection) {
        try (connection) {
            Request request = read(connection.getInputStream());
            requests.add(request);
            Reply reply = handler.apply(request);
            OutputStream out = new BufferedOutputStream(connection.getOutputStream());
            StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " said\r\nConnection: close\r\n");
            reply.headers()
                    .forEach((name, value) ->
                            head.append(name).append(": ").append(value).append("\r\n"));
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            out.write(reply.body());
            out.flush();
            Thread.sleep(reply.silentMillis());
        } catch (IOException e) {
            return; // the client went away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Request read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("no request");
            }
            head.append((char) b);
        }
        String[] lines = head.toString().split("\r\n", -1);
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; !lines[i].isEmpty(); i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        return new Request(lines[0].split(" ", -1)[1], headers);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
