package dev.nuri.indexer.ingest;

import dev.nuri.indexer.Damage;
import dev.nuri.indexer.FilePart;
import dev.nuri.indexer.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Bytes of uploads and web pages, each kept once in a file named by its SHA-256. */
final class Originals {

    private static final Logger LOG = Logger.getLogger(Originals.class);

    private static final String PARTIAL = "partial-";

    private final Path folder;
    private final Object sweeping = new Object();
    private int holders;

    Originals(Path folder) {
        this.folder = folder;
    }

    /** Keeps a copy of {@code file}; it is on disk, whole, when this returns. */
    void keep(Path file, String sha256) throws IOException {
        Files.createDirectories(folder);
        Path kept = folder.resolve(sha256);
        if (Files.exists(kept)) {
            return;
        }
        Path partial = Files.createTempFile(folder, PARTIAL, "");
        try {
            Files.copy(file, partial, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(partial, kept, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /**
     * The bytes of a source, when they are still those that were indexed.
     *
     * @return null when they are not
     */
    InputStream open(SourceRecord source) throws IOException {
        boolean isFile = SourceUris.isFile(source.uri());
        Path file = isFile ? SourceUris.path(source.uri()) : folder.resolve(source.sha256());
        DumpPart part = isFile && !DumpPart.isRows(file) ? DumpPart.of(source.uri(), file) : null;
        if (part != null) {
            return openLines(source, file, part.bytes(file, Files.size(file)));
        }
        if (source.sha256().isEmpty() || !Files.isRegularFile(file) || Files.size(file) != source.sizeBytes()) {
            return null;
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            if (Digests.sha256(Channels.newInputStream(channel)).equals(source.sha256())) {
                channel.position(0);
                return Channels.newInputStream(channel);
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return null;
    }

    /** Of a dump of lines, those of the part that the document is in. */
    private static InputStream openLines(SourceRecord source, Path file, FilePart part) throws IOException {
        boolean asIndexed = part.sizeBytes() == source.sizeBytes()
                && Digests.sha256(file, part).equals(source.sha256());
        return asIndexed ? part.open(file) : null;
    }

    /** Keeps every file until {@link #release}. */
    void hold() {
        synchronized (sweeping) {
            holders++;
        }
    }

    /** Ends what {@link #hold} began. */
    void release() {
        synchronized (sweeping) {
            holders--;
        }
    }

    /** The files that are kept, whole. */
    List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith(PARTIAL))
                    .sorted()
                    .toList();
        }
    }

    /** Files whose bytes are not those that their names say. */
    List<Damage> damages() throws IOException {
        List<Damage> damages = new ArrayList<>();
        for (Path file : files()) {
            if (!Digests.sha256(file).equals(file.getFileName().toString())) {
                damages.add(new Damage(
                        file.toString(),
                        "is damaged (its name is not the hash of its bytes)",
                        "restore a backup with `nuri restore`, or remove it and send the original again"));
            }
        }
        return damages;
    }

    /** Removes every file but those of {@code used}, partial ones included. Nothing may be kept meanwhile. */
    void sweep(Set<String> used) {
        synchronized (sweeping) {
            if (holders == 0 && Files.isDirectory(folder)) {
                removeAllBut(used);
            }
        }
    }

    private void removeAllBut(Set<String> used) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!used.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.warnf("could not remove originals no longer used in %s: %s", folder, e.getMessage());
        }
    }
}
