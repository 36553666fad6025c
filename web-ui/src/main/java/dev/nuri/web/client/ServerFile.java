package dev.nuri.web.client;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** {@code server.json} in a data folder: which server holds it, so that commands find it. */
public final class ServerFile {

    /**
     * The server.
     *
     * @param pid its process
     * @param url where it listens
     */
    public record Server(long pid, String url) {}

    private final Path path;

    public ServerFile(Path dataDir) {
        path = dataDir.resolve("server.json");
    }

    /** Announces this process. */
    public void write(String url) {
        Path next = path.resolveSibling("server.json.new");
        try {
            Files.createDirectories(path.getParent());
            Files.write(
                    next,
                    Json.STRICT.writeValueAsBytes(
                            new Server(ProcessHandle.current().pid(), url)));
            Files.move(next, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL, "The file " + path + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** The server that announced itself here and whose process lives; empty when there is none. */
    public Optional<Server> read() {
        try {
            Server server = Json.LENIENT.readValue(Files.readAllBytes(path), Server.class);
            boolean alive =
                    ProcessHandle.of(server.pid()).map(ProcessHandle::isAlive).orElse(false);
            return alive && server.url() != null ? Optional.of(server) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Removes the announcement of this process; another's stays. */
    public void remove() {
        if (read().filter(s -> s.pid() == ProcessHandle.current().pid()).isPresent()) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // A stale announcement is harmless: readers check that the process lives and answers.
            }
        }
    }
}
