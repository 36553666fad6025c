package dev.nuri.web.data;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexCheck;
import dev.nuri.indexer.Indexer;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.Millis;
import dev.nuri.web.api.RestoreView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts a data folder back from a backup: beside its place first, where every file is compared with the manifest and the
 * index is checked as `nuri check` does; then it takes its place by one renaming. What was there before stays beside it.
 */
public final class Restore {

    /** Moved from the former folder into the restored one: they are in no backup. */
    private static final List<String> CARRIED_OVER = List.of("models", "cache");

    private final Path archive;
    private final Path dataDir;

    public Restore(Path archive, Path dataDir) {
        this.archive = archive.toAbsolutePath();
        this.dataDir = dataDir.toAbsolutePath();
    }

    /**
     * Restores.
     *
     * @param replace whether a folder that holds something may be replaced
     * @throws NuriException CONFLICT when the folder holds something or is in use; CORRUPT when the backup is damaged; the
     *     folder stays as it was
     */
    public RestoreView run(boolean replace) {
        long start = System.nanoTime();
        Path staging = dataDir.resolveSibling(
                dataDir.getFileName() + ".restoring-" + ProcessHandle.current().pid());
        try {
            requireReplaceable(replace);
            Manifest manifest = unpack(staging);
            IndexCheck check = Indexer.check(staging);
            if (!check.damages().isEmpty()) {
                throw new NuriException(
                        ErrorCode.CORRUPT,
                        "The backup " + archive + " holds a damaged index ("
                                + check.damages().getFirst() + ")");
            }
            Path former = takeItsPlace(staging);
            return new RestoreView(
                    dataDir.toString(),
                    former == null ? null : former.toString(),
                    manifest.created(),
                    manifest.files().size(),
                    manifest.files().stream().mapToLong(Manifest.Entry::bytes).sum(),
                    check.documents(),
                    check.passages(),
                    Millis.seconds(Duration.ofNanos(System.nanoTime() - start)));
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.DISK_FULL,
                    "The backup cannot be restored to " + dataDir + " (" + NuriException.reason(e)
                            + "): make room there and try again; the folder is as it was.",
                    e);
        } finally {
            Folders.deleteQuietly(staging);
        }
    }

    private void requireReplaceable(boolean replace) throws IOException {
        if (Folders.isEmpty(dataDir)) {
            return;
        }
        if (!replace) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The data folder " + dataDir
                            + " holds something: restore to another with --data-dir, or add --replace.");
        }
        Indexer.requireFree(dataDir);
    }

    private Manifest unpack(Path staging) throws IOException {
        Map<String, Archive> archives = new HashMap<>();
        try (Archive own = Archive.open(archive)) {
            Files.createDirectories(staging);
            for (Manifest.Entry entry : own.manifest().files()) {
                Archive from = entry.archive() == null
                        ? own
                        : archives.computeIfAbsent(entry.archive(), name -> Archive.open(archive.resolveSibling(name)));
                unpack(from, entry, staging);
            }
            Folders.force(staging);
            return own.manifest();
        } finally {
            archives.values().forEach(Archive::close);
        }
    }

    private void unpack(Archive from, Manifest.Entry entry, Path staging) throws IOException {
        Path target = staging.resolve(entry.path()).normalize();
        if (!target.startsWith(staging)) {
            throw new NuriException(
                    ErrorCode.CORRUPT, "The backup " + archive + " names a file outside the data folder: use another.");
        }
        Files.createDirectories(target.getParent());
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            from.copy(entry, out);
            channel.force(true);
        }
        Folders.force(target.getParent());
    }

    /** The former folder under its new name; null when there was none. */
    private Path takeItsPlace(Path staging) throws IOException {
        Path former = null;
        if (Folders.isEmpty(dataDir)) {
            Files.deleteIfExists(dataDir);
        } else {
            former = dataDir.resolveSibling(dataDir.getFileName() + ".before-" + System.currentTimeMillis());
            Files.move(dataDir, former, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(staging, dataDir, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (former != null) {
                Files.move(former, dataDir, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
        Folders.force(dataDir.getParent());
        for (String name : former == null ? List.<String>of() : CARRIED_OVER) {
            if (Files.exists(former.resolve(name)) && !Files.exists(dataDir.resolve(name))) {
                Files.move(former.resolve(name), dataDir.resolve(name));
            }
        }
        return former;
    }
}
