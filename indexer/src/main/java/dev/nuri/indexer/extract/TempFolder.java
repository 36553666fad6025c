package dev.nuri.indexer.extract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The folder of one parser process. Links in it are never followed. */
record TempFolder(Path path) {

    private static final Logger LOG = Logger.getLogger(TempFolder.class);

    /** A new one, readable by this user alone. */
    static TempFolder create() throws IOException {
        return new TempFolder(Files.createTempDirectory(
                ChildCommand.FOLDER_PREFIX + ProcessHandle.current().pid() + "-"));
    }

    /** Deletes the folders of processes that were ended together with their parsers. */
    static void sweepAbandoned() {
        Path temp = Path.of(System.getProperty("java.io.tmpdir"));
        try (Stream<Path> folders = Files.list(temp)) {
            folders.filter(TempFolder::isAbandoned).forEach(folder -> new TempFolder(folder).delete());
        } catch (IOException | UncheckedIOException e) {
            LOG.debugf(e, "Temporary folders in %s are not swept", temp);
        }
    }

    private static boolean isAbandoned(Path folder) {
        String name = folder.getFileName().toString();
        if (!name.startsWith(ChildCommand.FOLDER_PREFIX)) {
            return false;
        }
        String rest = name.substring(ChildCommand.FOLDER_PREFIX.length());
        int end = rest.indexOf('-');
        return end > 0
                && rest.substring(0, end).chars().allMatch(c -> c >= '0' && c <= '9')
                && end < 10
                && ProcessHandle.of(Long.parseLong(rest.substring(0, end))).isEmpty();
    }

    /** Bytes of all files, as far as they can be told while they come and go. */
    long bytes() {
        AtomicLong total = new AtomicLong();
        walk(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                total.addAndGet(attributes.size());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return total.get();
    }

    /** Deletes what a parser left, and keeps the folder. */
    void empty() {
        try (Stream<Path> left = Files.list(path)) {
            List<Path> entries = left.toList();
            entries.forEach(entry -> new TempFolder(entry).delete());
        } catch (IOException | UncheckedIOException e) {
            LOG.debugf(e, "Temporary folder %s is not emptied", path);
        }
    }

    void delete() {
        walk(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void walk(Path path, SimpleFileVisitor<Path> visitor) {
        try {
            Files.walkFileTree(path, visitor);
        } catch (IOException e) {
            LOG.debugf(e, "Temporary folder %s changes or stays", path);
        }
    }
}
