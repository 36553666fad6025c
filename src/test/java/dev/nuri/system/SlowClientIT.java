package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Heads of requests, byte by byte, at the packaged server, which gives them two seconds and connections two minutes. */
@Timeout(120)
class SlowClientIT {

    private static final long STALL_MILLIS = 2_000;

    @TempDir
    static Path temp;

    private static NuriServer server;

    @BeforeAll
    static void start() throws Exception {
        server = NuriServer.start(temp.resolve("data"), "--set", "nuri.limit.stall=" + STALL_MILLIS / 1_000 + "s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.url().getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Test
    void whoStopsInTheHeadIsHungUpOn() throws Exception {
        try (Socket socket = connect()) {
            send(socket.getOutputStream(), "GET / HTTP/1.1\r\nHost: local");
            // Fails with a timeout where nobody hangs up.
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whoDribblesAHeadIsHungUpOn() throws Exception {
        for (String before : new String[] {"", "\r\n\r\n", "GET /q/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"}) {
            try (Socket socket = connect()) {
                OutputStream out = socket.getOutputStream();
                send(out, before);
                Thread.sleep(300);
                send(out, "GET /q/health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
                int sent = 0;
                try {
                    for (; sent < 200; sent++) {
                        send(out, "x");
                        Thread.sleep(50);
                    }
                } catch (SocketException hungUp) {
                    assertThat(sent).isPositive();
                }
                assertThat(sent).as(before).isLessThan(200);
            }
        }
    }

    @Test
    void aBodyThatComesAfterTheAnswerIsNoHead() throws Exception {
        String body = "{\"query\":\"fish\"}";
        Map<String, String> bodies = Map.of(
                "Content-Length: " + body.length(),
                body,
                "content-length:" + body.length(),
                body,
                "Transfer-Encoding: chunked",
                "5\r\n{\"que\r\n0b;x=y\r\nry\":\"fish\"}\r\n0\r\nX-Late: yes\r\n\r\n");
        for (Map.Entry<String, String> each : bodies.entrySet()) {
            String late = each.getValue();
            try (Socket socket = connect()) {
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream();
                send(
                        out,
                        "POST /api/nonesuch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + each.getKey() + "\r\n\r\n");
                assertThat(status(in)).isEqualTo("HTTP/1.1 404");
                send(out, late.substring(0, 5));
                Thread.sleep(100);
                send(out, late.substring(5));
                Thread.sleep(STALL_MILLIS + 1_000);
                send(out, "GET /q/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(status(in)).as(each.getKey()).isEqualTo("HTTP/1.1 200");
            }
        }
    }

    /** The status of a response, which is read to its end; empty when there is none. */
    private static String status(InputStream in) throws Exception {
        byte[] reply = in.readNBytes(12);
        Thread.sleep(200);
        in.skipNBytes(in.available());
        return new String(reply, StandardCharsets.US_ASCII);
    }
}
