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
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Puts a data folder back from a backup: beside its place first, where every file is compared with the manifest and the
 * index is checked as `nuri check` does; then it takes its place. What was there before stays beside it.
 *
 * <p>No system has one renaming for two folders that change places everywhere, so there are three: the restored folder
 * gets a name that says that it is whole, the former one makes room, the restored one takes the place. A process that dies
 * before the second has done nothing; {@link #finish} does what is left when it dies after it.
 */
public final class Restore {

    /** Moved from the former folder into the restored one: they are in no backup. */
    private static final List<String> CARRIED_OVER = List.of("models", "cache");

    /** Between the name of the folder and of the process that unpacks. */
    private static final String UNPACKED = ".restoring-";

    /** Between the name of a folder that made room and when it did, in milliseconds. */
    private static final String FORMER = ".before-";

    private static final Logger LOG = Logger.getLogger(Restore.class);

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
                dataDir.getFileName() + UNPACKED + ProcessHandle.current().pid());
        try {
            requireReplaceable(replace);
            dropUnfinished();
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

    /** Removes what processes left that died while they unpacked. */
    private void dropUnfinished() throws IOException {
        for (Path left : beside(dataDir, UNPACKED)) {
            String pid = left.getFileName().toString().substring((dataDir.getFileName() + UNPACKED).length());
            boolean isAlive = pid.matches("\\d{1,18}")
                    && ProcessHandle.of(Long.parseLong(pid)).isPresent();
            if (!isAlive) {
                Folders.deleteQuietly(left);
            }
        }
    }

    /** What lies beside the data folder under its name and {@code infix}. */
    private static List<Path> beside(Path dataDir, String infix) throws IOException {
        String prefix = dataDir.getFileName() + infix;
        Path parent = dataDir.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(parent)) {
            return all.filter(path -> path.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
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
        Path whole = whole(dataDir);
        // Of a restoring that died before it had changed anything.
        Folders.deleteQuietly(whole);
        Files.move(staging, whole, StandardCopyOption.ATOMIC_MOVE);
        Folders.force(dataDir.getParent());
        Path former = null;
        try {
            if (!Folders.isEmpty(dataDir)) {
                former = dataDir.resolveSibling(dataDir.getFileName() + FORMER + System.currentTimeMillis());
                Files.move(dataDir, former, StandardCopyOption.ATOMIC_MOVE);
            }
            takeItsPlace(whole, former, dataDir);
        } catch (IOException e) {
            if (former != null && Files.exists(former)) {
                carryOver(whole, former);
                Files.move(former, dataDir, StandardCopyOption.ATOMIC_MOVE);
            }
            Folders.deleteQuietly(whole);
            throw e;
        }
        return former;
    }

    private static void takeItsPlace(Path whole, Path former, Path dataDir) throws IOException {
        if (former != null) {
            carryOver(former, whole);
        }
        Files.deleteIfExists(dataDir);
        Files.move(whole, dataDir, StandardCopyOption.ATOMIC_MOVE);
        Folders.force(dataDir.getParent());
    }

    private static void carryOver(Path from, Path to) throws IOException {
        for (String name : CARRIED_OVER) {
            if (Files.exists(from.resolve(name)) && !Files.exists(to.resolve(name))) {
                Files.move(from.resolve(name), to.resolve(name));
            }
        }
    }

    private static Path whole(Path dataDir) {
        return dataDir.resolveSibling(dataDir.getFileName() + ".restored");
    }

    /**
     * Puts a restored folder into its place when the process that restored it died after the former one had made room.
     *
     * @return whether there was one
     * @throws NuriException when it cannot be moved
     */
    public static boolean finish(Path dataDir) {
        Path whole = whole(dataDir);
        try {
            if (!Files.isDirectory(whole) || !Folders.isEmpty(dataDir)) {
                return false;
            }
            takeItsPlace(whole, lastFormer(dataDir), dataDir);
            LOG.infof("the restoring of %s was interrupted and is ended now", dataDir);
        } catch (NoSuchFileException e) {
            LOG.debugf(e, "another process ended the restoring of %s", dataDir);
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL,
                    "The restored folder " + whole + " cannot take its place (" + NuriException.reason(e)
                            + "): rename it to " + dataDir + ".",
                    e);
        }
        return true;
    }

    /** The folder that made room last; null when none did. */
    private static Path lastFormer(Path dataDir) throws IOException {
        List<Path> formers = beside(dataDir, FORMER);
        return formers.isEmpty() ? null : formers.getLast();
    }
}
