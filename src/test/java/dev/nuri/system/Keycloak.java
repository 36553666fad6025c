package dev.nuri.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Keycloak, unpacked by the build and started as a process of its own: a realm {@code nuri} with the users of
 * {@code keycloak-realm.json}.
 */
final class Keycloak implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private Duration startTime;

    private Keycloak(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Starts it and waits until it knows its realm. */
    static Keycloak start(Path home, Path log) throws IOException, InterruptedException {
        Path imports = Files.createDirectories(home.resolve("data/import"));
        try (var realm = Keycloak.class.getResourceAsStream("/keycloak-realm.json")) {
            Files.copy(realm, imports.resolve("nuri-realm.json"), StandardCopyOption.REPLACE_EXISTING);
        }
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        "sh",
                        home.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--import-realm"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xmx512m");
        Instant begun = Instant.now();
        Keycloak keycloak = new Keycloak(builder.start(), "http://127.0.0.1:" + port);
        keycloak.awaitRealm(log);
        keycloak.startTime = Duration.between(begun, Instant.now());
        return keycloak;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitRealm(Path log) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline) && process.isAlive()) {
            if (answers()) {
                return;
            }
            Thread.sleep(200);
        }
        close();
        throw new IllegalStateException("Keycloak did not start:\n" + Files.readString(log));
    }

    private boolean answers() throws InterruptedException {
        try {
            URI description = URI.create(issuer() + "/.well-known/openid-configuration");
            return client.send(HttpRequest.newBuilder(description).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** How long it took until it knew its realm. */
    Duration startTime() {
        return startTime;
    }

    String issuer() {
        return url + "/realms/nuri";
    }

    /** A token as a user's program gets it. */
    String token(String user) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer() + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "grant_type=password&client_id=program&username=" + user + "&password=" + user + "-password"))
                .build();
        JsonNode reply = new ObjectMapper()
                .readTree(client.send(request, HttpResponse.BodyHandlers.ofByteArray())
                        .body());
        if (!reply.has("access_token")) {
            throw new AssertionError("no token for " + user + ": " + reply);
        }
        return reply.path("access_token").asText();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
