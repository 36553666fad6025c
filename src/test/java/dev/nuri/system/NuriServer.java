package dev.nuri.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The packaged server, started as a process of its own on a free port of the loopback address. */
final class NuriServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path dataDir;
    private final URI url;

    private NuriServer(Process process, Path dataDir, URI url) {
        this.process = process;
        this.dataDir = dataDir;
        this.url = url;
    }

    /**
     * Starts a server and waits until it is ready.
     *
     * @param arguments after {@code serve --port 0 --data-dir DIR}
     */
    static NuriServer start(Path dataDir, String... arguments) throws IOException, InterruptedException {
        Files.createDirectories(dataDir);
        Files.deleteIfExists(dataDir.resolve("server.json"));
        List<String> command = new ArrayList<>(
                List.of(Repository.launcher().toString(), "serve", "--port", "0", "--data-dir", dataDir.toString()));
        command.addAll(List.of(arguments));
        Path log = dataDir.resolveSibling(dataDir.getFileName() + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // The suite runs inside the build; the launcher must use what was built, not build again.
        builder.environment().put("NURI_NO_BUILD", "1");
        Process process = builder.start();
        return new NuriServer(process, dataDir, awaitReady(process, dataDir, log));
    }

    private static URI awaitReady(Process process, Path dataDir, Path log) throws IOException, InterruptedException {
        Path announcement = dataDir.resolve("server.json");
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "The server ended with " + process.exitValue() + ":\n" + Files.readString(log));
            }
            if (Files.exists(announcement)) {
                JsonNode server = new ObjectMapper().readTree(Files.readAllBytes(announcement));
                URI url = URI.create(server.path("url").asText());
                if (new Api(url, null).isReady()) {
                    return url;
                }
            }
            Thread.sleep(50);
        }
        process.destroyForcibly();
        throw new IllegalStateException("The server was not ready in " + PATIENCE + ":\n" + Files.readString(log));
    }

    Api api() {
        return new Api(url, null);
    }

    URI url() {
        return url;
    }

    Path dataDir() {
        return dataDir;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Ends it as a power switch would: no shutdown hook runs. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            kill();
            throw new AssertionError("the server did not end within 20 s of being asked to", e);
        }
    }
}
