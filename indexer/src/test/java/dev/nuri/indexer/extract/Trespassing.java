package dev.nuri.indexer.extract;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Tries, in a parser process, what no parser may do, and tells what became of each. */
final class Trespassing {

    private Trespassing() {}

    /** Reports what succeeded: names of what was tried, with {@code yes} or {@code no}. */
    @SuppressWarnings({"AddressSelection", "StreamResourceLeak"}) // the process ends after its attempts
    static String report(String port, String folder) {
        int number = Integer.parseInt(port);
        Map<String, Callable<?>> attempts = new TreeMap<>();
        attempts.put("socket", () -> new Socket(InetAddress.ofLiteral("127.0.0.1"), number));
        attempts.put("channel", () -> SocketChannel.open(new InetSocketAddress("127.0.0.1", number)));
        attempts.put("listen", () -> ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0)));
        attempts.put("datagram", DatagramChannel::open);
        attempts.put(
                "url",
                () -> URI.create("http://127.0.0.1:" + port + "/").toURL().openStream());
        attempts.put("client", () -> get("http://127.0.0.1:" + port + "/"));
        attempts.put("name", () -> InetAddress.getByName("localhost.localdomain.example"));
        attempts.put("program", () -> program("exec 3<>/dev/tcp/127.0.0.1/" + port));
        attempts.put("read", () -> Files.readString(Path.of(folder, "secret.txt")));
        attempts.put("list", () -> Files.list(Path.of(folder)).count());
        attempts.put("write", () -> Files.writeString(Path.of(folder, "planted.txt"), "planted"));
        attempts.put("delete", () -> {
            Files.delete(Path.of(folder, "secret.txt"));
            return true;
        });
        attempts.put("read by program", () -> program("cat '" + folder + "/secret.txt'"));
        StringBuilder out = new StringBuilder();
        attempts.forEach((name, attempt) ->
                out.append(name).append('=').append(succeeds(attempt)).append("; "));
        return out + "environment=" + System.getenv().keySet().stream().sorted().toList();
    }

    private static String succeeds(Callable<?> attempt) {
        try {
            attempt.call();
            return "yes";
        } catch (Exception | Error e) {
            return "no";
        }
    }

    private static Object get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding());
    }

    private static boolean program(String script) throws Exception {
        if (new ProcessBuilder("bash", "-c", script).start().waitFor() != 0) {
            throw new IllegalStateException("the program failed");
        }
        return true;
    }
}
