package dev.nuri.web.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import javax.net.ssl.SSLSocketFactory;

/**
 * A request whose client hangs up. On a connection of its own: what a client that shares them does to others' requests when
 * one is given up says nothing about the server.
 */
final class HangUp {

    private HangUp() {}

    /**
     * Posts JSON and waits a while.
     *
     * @param server address of the server
     * @param accept media type of the response
     * @param millis from when on nothing is waited for
     * @return the status when the whole response came before
     */
    static OptionalInt post(URI server, String path, byte[] json, String accept, int millis) throws IOException {
        try (Socket socket = connect(server)) {
            String head = "POST " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length + "\r\nAccept: " + accept
                    + "\r\nConnection: close\r\n\r\n";
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(json);
            out.flush();
            long end = System.nanoTime() + millis * 1_000_000L;
            ByteArrayOutputStream response = new ByteArrayOutputStream();
            byte[] buffer = new byte[8_192];
            for (int read = 0; read >= 0; ) {
                response.write(buffer, 0, read);
                socket.setSoTimeout((int) Math.max(1, (end - System.nanoTime()) / 1_000_000));
                read = socket.getInputStream().read(buffer);
            }
            return OptionalInt.of(status(response.toString(StandardCharsets.UTF_8)));
        } catch (SocketTimeoutException e) {
            return OptionalInt.empty();
        }
    }

    private static Socket connect(URI server) throws IOException {
        boolean secure = "https".equals(server.getScheme());
        int usual = secure ? 443 : 80;
        int port = server.getPort() < 0 ? usual : server.getPort();
        return secure
                ? SSLSocketFactory.getDefault().createSocket(server.getHost(), port)
                : new Socket(server.getHost(), port);
    }

    private static int status(String response) throws IOException {
        if (!response.matches("(?s)HTTP/1\\.1 \\d{3}.*")) {
            throw new IOException(
                    "what came is no response: '" + response.lines().findFirst().orElse("") + "'");
        }
        return Integer.parseInt(response.substring(9, 12));
    }
}
