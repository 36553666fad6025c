package dev.nuri.web.cli;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.client.ServerFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server that is measured: a process of its own on a free port of the loopback address. */
final class LoadServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final ServerFile.Server announced;

    private LoadServer(Process process, ServerFile.Server announced) {
        this.process = process;
        this.announced = announced;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param settings {@code KEY=VALUE} each
     * @param heap such as {@code 512M}
     * @param log takes what it says
     */
    static LoadServer start(Path dataDir, List<String> settings, String heap, Path log)
            throws IOException, InterruptedException {
        Path launcher = Path.of(System.getProperty("launcher.home", ""), "nuri").toAbsolutePath();
        if (!Files.isExecutable(launcher)) {
            throw NuriException.notFound("There is no launcher at " + launcher
                    + " to start a server with: start Nuri by its launcher, or name a running server with --url.");
        }
        List<String> command =
                new ArrayList<>(List.of(launcher.toString(), "serve", "--port", "0", "--data-dir", dataDir.toString()));
        settings.forEach(pair -> command.addAll(List.of("--set", pair)));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("NURI_NO_BUILD", "1");
        builder.environment().put("NURI_JVM_OPTS", "-Xmx" + heap);
        Process process = builder.start();
        try {
            return new LoadServer(process, awaitReady(process, dataDir, log));
        } catch (RuntimeException | InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static ServerFile.Server awaitReady(Process process, Path dataDir, Path log)
            throws IOException, InterruptedException {
        ServerFile file = new ServerFile(dataDir);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < end) {
            Optional<ServerFile.Server> server = file.read();
            if (server.isPresent()) {
                return server.get();
            }
            Thread.sleep(50);
        }
        throw new NuriException(ErrorCode.INTERNAL, "The server did not start: " + Files.readString(log));
    }

    URI url() {
        return URI.create(announced.url());
    }

    long pid() {
        return announced.pid();
    }

    /** Ends it as Ctrl-C does. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
