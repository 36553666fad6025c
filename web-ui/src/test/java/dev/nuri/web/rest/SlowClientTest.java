package dev.nuri.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that hold a connection and hardly use it. What is told of their heads, the packaged server alone does: SlowClientIT. */
@QuarkusTest
@TestProfile(KeysProfile.class)
@Timeout(60)
class SlowClientTest {

    private static final String POST =
            "POST /api/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    @TestHTTPResource
    URL url;

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), url.getPort());
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** What comes until the other end hangs up. */
    private static String rest(InputStream in) throws IOException {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException e) {
            return "reset";
        }
    }

    @Test
    void whoSaysNothingIsHungUpOn() throws Exception {
        try (Socket socket = connect()) {
            assertThat(rest(socket.getInputStream())).isIn("", "reset");
        }
    }

    /** How often a text can be sent, with a pause each time, of 400 times. */
    private static int sentUntilHungUpOn(OutputStream out, String text) throws Exception {
        int sent = 0;
        try {
            for (; sent < 400; sent++) {
                send(out, text);
                Thread.sleep(50);
            }
        } catch (SocketException hungUp) {
            assertThat(sent).isPositive();
        }
        return sent;
    }

    @Test
    void whoIsSlowWithinTheTimeIsServed() throws Exception {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < 2; i++) {
                for (String part :
                        new String[] {"GET /q/health/live HTTP/1.1\r\n", "Host: local", "host\r\nX-A: b\r\n\r", "\n"}) {
                    send(out, part);
                    Thread.sleep(100);
                }
                byte[] reply = new byte[15];
                assertThat(socket.getInputStream().readNBytes(reply, 0, reply.length))
                        .isEqualTo(reply.length);
                assertThat(new String(reply, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
                socket.getInputStream().skipNBytes(socket.getInputStream().available());
            }
        }
    }

    @Test
    void whoStopsInTheBodyIsHungUpOn() throws Exception {
        try (Socket socket = connect()) {
            send(socket.getOutputStream(), POST + "Content-Length: 100\r\n\r\n{");
            assertThat(rest(socket.getInputStream())).isNotNull();
        }
    }

    @Test
    void whoDribblesABodyIsHungUpOn() throws Exception {
        for (String length : new String[] {"Content-Length: 100000", "Transfer-Encoding: chunked"}) {
            try (Socket socket = connect()) {
                OutputStream out = socket.getOutputStream();
                send(out, POST + length + "\r\n\r\n");
                assertThat(sentUntilHungUpOn(out, length.startsWith("T") ? "1\r\n \r\n" : " "))
                        .as(length)
                        .isLessThan(400);
            }
        }
    }

    @Test
    void aHeadThatIsTooLargeIsRefused() throws Exception {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            try {
                send(out, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n");
            } catch (SocketException hungUp) {
                // Told below, if the system kept it.
            }
            assertThat(rest(socket.getInputStream()))
                    .satisfiesAnyOf(text -> assertThat(text).startsWith("HTTP/1.1 431"), text -> assertThat(text)
                            .isIn("reset", ""));
        }
    }
}
