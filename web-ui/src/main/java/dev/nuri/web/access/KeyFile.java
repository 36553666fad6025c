package dev.nuri.web.access;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * {@code keys.json} in a data folder. It is replaced as a whole, so that a change of it by another process shows in the
 * file's identity; each look asks for that and reads only what changed. Thread-safe, and safe among processes.
 */
final class KeyFile {

    private static final int FORMAT = 1;

    /** The file's content. */
    private record Content(int format, List<ApiKey> keys) {}

    /** By what a changed file is known. */
    private record Stamp(Object file, FileTime modified, long bytes) {

        private static final Stamp ABSENT = new Stamp(null, null, -1);
    }

    private final Path path;
    private Stamp seen = Stamp.ABSENT;
    private Map<String, ApiKey> keys = Map.of();

    KeyFile(Path dataDir) {
        path = dataDir.resolve("keys.json");
    }

    Path path() {
        return path;
    }

    /**
     * The keys by id, in the order in which they were made.
     *
     * @throws NuriException when the file is damaged or cannot be read
     */
    synchronized Map<String, ApiKey> read() {
        try {
            Stamp now = stamp();
            if (!now.equals(seen)) {
                keys = now.equals(Stamp.ABSENT) ? Map.of() : load();
                seen = now;
            }
            return keys;
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.CORRUPT,
                    "The keys in " + path + " cannot be read (" + e.getMessage()
                            + "): put a backup of the file in its place, or delete it and make new keys.",
                    e);
        }
    }

    /** Changes the keys; once it returns, the change is on disk and holds for the next request of every process. */
    synchronized void change(UnaryOperator<Map<String, ApiKey>> change) {
        try {
            Files.createDirectories(path.getParent());
            FolderLock.during(path.resolveSibling("keys.lock"), () -> {
                Map<String, ApiKey> next = change.apply(new LinkedHashMap<>(read()));
                OwnerFile.replace(path, Json.STRICT.writeValueAsBytes(new Content(FORMAT, List.copyOf(next.values()))));
            });
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL, "The keys in " + path + " cannot be changed: " + e.getMessage() + ".", e);
        }
    }

    private Stamp stamp() throws IOException {
        try {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(file.fileKey(), file.lastModifiedTime(), file.size());
        } catch (NoSuchFileException e) {
            return Stamp.ABSENT;
        }
    }

    private Map<String, ApiKey> load() throws IOException {
        Content content = Json.STRICT.readValue(Files.readAllBytes(path), Content.class);
        if (content.format() != FORMAT || content.keys() == null) {
            throw new IOException("format " + content.format() + " is not " + FORMAT + ", which this version reads");
        }
        Map<String, ApiKey> byId = new LinkedHashMap<>();
        content.keys().forEach(key -> byId.put(key.id(), key));
        return byId;
    }
}
