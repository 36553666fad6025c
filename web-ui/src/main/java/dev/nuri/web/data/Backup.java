package dev.nuri.web.data;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.HeldFiles;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.BackupView;
import dev.nuri.web.api.Json;
import dev.nuri.web.api.Millis;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a data folder into one file while it is in use: the index as of one commit, the originals, the accepted jobs and
 * whatever else lies in the folder but models, caches and what belongs to the running process.
 *
 * <p>Jobs are copied before the commit is made, so that one that ends meanwhile is in both and none is in neither. The
 * file is read again and compared before it takes its name.
 */
public final class Backup {

    /** What can be had again, or is of no use elsewhere. */
    private static final Set<String> LEFT_OUT = Set.of(
            "index",
            "index.next",
            "index.old",
            "originals",
            "models",
            "cache",
            "incoming",
            "training",
            "demo",
            "server.json",
            "operator.key");

    private final Path dataDir;
    private final String version;
    private final Supplier<HeldFiles> holding;

    /**
     * A backup.
     *
     * @param version of Nuri
     * @param holding commits and holds the index's files
     */
    public Backup(Path dataDir, String version, Supplier<HeldFiles> holding) {
        this.dataDir = dataDir;
        this.version = version;
        this.holding = holding;
    }

    /**
     * Writes it.
     *
     * @param file replaced when it is there
     * @param base an earlier backup in the same folder, whose files are not stored again; null for none
     * @throws NuriException DISK_FULL or another when it cannot be written; what was there before stays
     */
    public BackupView write(Path file, Path base) {
        long start = System.nanoTime();
        Path target = file.toAbsolutePath();
        if (base != null && !target.getParent().equals(base.toAbsolutePath().getParent())) {
            throw NuriException.invalid("The base of a backup must lie in the same folder: " + base
                    + " does not lie in " + target.getParent() + ".");
        }
        if (base != null && target.equals(base.toAbsolutePath())) {
            throw NuriException.invalid("A backup cannot replace its own base " + base + ": name another file.");
        }
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        try {
            Manifest manifest = write(partial, known(base));
            verify(partial, manifest);
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            Folders.force(target.getParent());
            return view(target, manifest, start);
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.DISK_FULL,
                    "The backup " + file + " cannot be written (" + NuriException.reason(e)
                            + "): make room there or name another file.",
                    e);
        } finally {
            Folders.deleteQuietly(partial);
        }
    }

    private static BackupView view(Path target, Manifest manifest, long start) throws IOException {
        return new BackupView(
                target.toString(),
                manifest.files().size(),
                manifest.files().stream()
                        .filter(entry -> entry.archive() == null)
                        .count(),
                manifest.files().stream().mapToLong(Manifest.Entry::bytes).sum(),
                Files.size(target),
                Millis.seconds(Duration.ofNanos(System.nanoTime() - start)));
    }

    /** Files of an earlier backup by hash, and where their bytes are. */
    private static Map<String, Manifest.Entry> known(Path base) {
        Map<String, Manifest.Entry> known = new HashMap<>();
        if (base != null) {
            try (Archive archive = Archive.open(base)) {
                for (Manifest.Entry e : archive.manifest().files()) {
                    String where = e.archive() == null ? base.getFileName().toString() : e.archive();
                    known.put(e.path() + " " + e.sha256(), new Manifest.Entry(e.path(), e.bytes(), e.sha256(), where));
                }
            }
        }
        return known;
    }

    private Manifest write(Path partial, Map<String, Manifest.Entry> known) throws IOException {
        List<Manifest.Entry> entries = new ArrayList<>();
        Manifest manifest;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(Deflater.BEST_SPEED);
            for (Path beside : beside()) {
                addIfThere(zip, beside, known, entries);
            }
            try (HeldFiles held = holding.get()) {
                for (Path file : held.files()) {
                    entries.add(add(zip, file, known));
                }
            }
            manifest = new Manifest(Manifest.FORMAT, Instant.now(), version, List.copyOf(entries));
            byte[] bytes = Json.STRICT.writeValueAsBytes(manifest);
            put(zip, Manifest.NAME, bytes);
            put(zip, Manifest.HASH_NAME, Sha256.of(bytes).getBytes(StandardCharsets.US_ASCII));
        }
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return manifest;
    }

    private List<Path> beside() throws IOException {
        try (Stream<Path> tree = Files.walk(dataDir)) {
            return tree.filter(Files::isRegularFile)
                    .filter(file -> !LEFT_OUT.contains(
                            dataDir.relativize(file).getName(0).toString()))
                    .filter(file -> !file.getFileName().toString().endsWith(".new"))
                    .sorted()
                    .toList();
        }
    }

    /** A job that has ended meanwhile is gone. */
    private void addIfThere(
            ZipOutputStream zip, Path file, Map<String, Manifest.Entry> known, List<Manifest.Entry> entries)
            throws IOException {
        try {
            entries.add(add(zip, file, known));
        } catch (NoSuchFileException e) {
            // What it did is in the commit that follows.
        }
    }

    private Manifest.Entry add(ZipOutputStream zip, Path file, Map<String, Manifest.Entry> known) throws IOException {
        String path = dataDir.relativize(file).toString().replace('\\', '/');
        if (!known.isEmpty()) {
            Manifest.Entry before = known.get(path + " " + Sha256.of(file));
            if (before != null) {
                return before;
            }
        }
        long size = Files.size(file);
        zip.putNextEntry(new ZipEntry("data/" + path));
        String hash = Sha256.copying(file, zip);
        zip.closeEntry();
        return new Manifest.Entry(path, size, hash, null);
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    private static void verify(Path partial, Manifest manifest) throws IOException {
        try (Archive archive = Archive.open(partial)) {
            for (Manifest.Entry entry : manifest.files()) {
                if (entry.archive() == null) {
                    archive.copy(entry, OutputStream.nullOutputStream());
                }
            }
        }
    }
}
