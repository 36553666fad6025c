package dev.nuri.opensearch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Nodes of a real OpenSearch, each a process of its own with folders of its own, that end with this. */
public final class OpenSearchCluster implements AutoCloseable {

    /** Where the build of this module puts the server together. */
    private static final Path SERVER = Path.of(System.getProperty("tests.opensearch.server", "target/opensearch"))
            .toAbsolutePath();

    private static final Duration START = Duration.ofMinutes(4);
    private static final long POLL_MILLIS = 250;

    /** Starts soon and takes little memory; searches are slower than those of a node as it comes. */
    private static final String SMALL = "-Xms320m -Xmx320m -XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    private final Path folder;
    private final List<Process> nodes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<Integer> transports = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private OpenSearchCluster(Path folder, int size) throws IOException {
        this.folder = folder;
        for (int i = 0; i < size; i++) {
            ports.add(freePort());
            transports.add(freePort());
        }
        for (int i = 0; i < size; i++) {
            nodes.add(start(i, size));
        }
    }

    /** Whether the server was put together by the build. */
    public static boolean isThere() {
        return Files.isDirectory(SERVER);
    }

    /**
     * Starts nodes and returns when all are one cluster.
     *
     * @param folder for what they write
     */
    public static OpenSearchCluster start(Path folder, int size) {
        try {
            OpenSearchCluster cluster = new OpenSearchCluster(folder, size);
            try {
                cluster.await(size);
                return cluster;
            } catch (RuntimeException e) {
                cluster.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Path home() throws IOException {
        try (var folders = Files.list(SERVER)) {
            return folders.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    private Process start(int i, int size) throws IOException {
        Path node = folder.resolve("node" + i);
        Path config = Files.createDirectories(node.resolve("config"));
        Path temp = Files.createDirectories(node.resolve("tmp"));
        List<String> seeds =
                transports.stream().map(port -> "127.0.0.1:" + port).toList();
        List<String> names = new ArrayList<>();
        for (int n = 0; n < size; n++) {
            names.add("node" + n);
        }
        Files.write(
                config.resolve("opensearch.yml"),
                List.of(
                        "cluster.name: nuri-test-" + ports.getFirst(),
                        "node.name: node" + i,
                        "path.data: " + node.resolve("data"),
                        "path.logs: " + node.resolve("logs"),
                        "http.port: " + ports.get(i),
                        "transport.port: " + transports.get(i),
                        "network.host: 127.0.0.1",
                        "discovery.seed_hosts: [" + String.join(",", seeds) + "]",
                        "cluster.initial_cluster_manager_nodes: [" + String.join(",", names) + "]",
                        "cluster.routing.allocation.disk.threshold_enabled: false",
                        // Counts garbage, of which this collector leaves much, as memory that is used.
                        "indices.breaker.total.use_real_memory: false"));
        Files.write(
                config.resolve("log4j2.properties"),
                List.of(
                        "status = error",
                        "appender.console.type = Console",
                        "appender.console.name = console",
                        "appender.console.layout.type = PatternLayout",
                        "appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n",
                        "rootLogger.level = warn",
                        "rootLogger.appenderRef.console.ref = console"));
        Path home = home();
        String bootstrap;
        try (var agents = Files.list(home.resolve("agent"))) {
            bootstrap = agents.map(Path::toString)
                    .filter(name -> name.contains("opensearch-agent-bootstrap"))
                    .findFirst()
                    .orElseThrow();
        }
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(System.getProperty("tests.opensearch.jvm", SMALL).split(" ")));
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-Xbootclasspath/a:" + bootstrap,
                // Without native calls nobody is refused for being root.
                "-Djna.nosys=true",
                "-Djna.nounpack=true",
                "-Djna.boot.library.path=" + node.resolve("none"),
                "-Dlog4j.shutdownHookEnabled=false",
                "-Dlog4j2.disable.jmx=true",
                "-Djava.io.tmpdir=" + temp,
                "-Dopensearch.path.home=" + home,
                "-Dopensearch.path.conf=" + config,
                "-cp",
                home.resolve("lib") + File.separator + "*",
                "org.opensearch.bootstrap.OpenSearch"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(home.toFile());
        builder.environment().put("TMPDIR", temp.toString());
        builder.redirectErrorStream(true);
        builder.redirectOutput(node.resolve("output.txt").toFile());
        return builder.start();
    }

    private void await(int size) {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end) {
            for (int i = 0; i < nodes.size(); i++) {
                if (!nodes.get(i).isAlive()) {
                    throw new IllegalStateException("node " + i + " ended: " + tail(i));
                }
            }
            String health = get(0, "/_cluster/health?wait_for_nodes=" + size + "&timeout=2s");
            if (health != null && health.contains("\"timed_out\":false")) {
                return;
            }
            pause();
        }
        throw new IllegalStateException("no cluster of " + size + " nodes after " + START + ": " + tail(0));
    }

    private String tail(int node) {
        try {
            String output = Files.readString(folder.resolve("node" + node).resolve("output.txt"));
            return output.substring(Math.max(0, output.length() - 2_000));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a node answers; null when it does not. */
    String get(int node, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url(node) + path))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body() : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Address of a node, numbered from 0. */
    public String url(int node) {
        return "http://127.0.0.1:" + ports.get(node);
    }

    List<URI> urls() {
        List<URI> urls = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            urls.add(URI.create(url(i)));
        }
        return urls;
    }

    /** Number of the node that leads. */
    int leader() {
        for (int i = 0; i < nodes.size(); i++) {
            String line = nodes.get(i).isAlive() ? get(i, "/_cat/cluster_manager?h=node") : null;
            if (line != null && line.strip().startsWith("node")) {
                return Integer.parseInt(line.strip().substring("node".length()));
            }
        }
        throw new IllegalStateException("nobody leads");
    }

    /** Ends a node as {@code kill -9} does. */
    public void kill(int node) {
        nodes.get(node).destroyForcibly();
        await(nodes.get(node));
    }

    private static void await(Process process) {
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        nodes.forEach(Process::destroyForcibly);
        nodes.forEach(OpenSearchCluster::await);
    }
}
