package dev.nuri.indexer.ingest;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Finds the files below a folder, by name and depth first. Links are followed, but not into a folder that is being
 * walked already; hidden files, what is no regular file, and the data folder are passed over.
 */
final class FolderWalk {

    /** Receives what is found, in order. */
    interface Visitor {

        /** Whether to go into a folder. */
        boolean enters(Path folder);

        void file(Path file);

        /** A folder or link that could not be read. */
        void failure(Path path, String reason);
    }

    private final Path dataDir;
    private final Visitor visitor;
    private final BooleanSupplier stopped;
    private final Deque<Path> ancestors = new ArrayDeque<>();

    FolderWalk(Path dataDir, Visitor visitor, BooleanSupplier stopped) {
        this.dataDir = real(dataDir);
        this.visitor = visitor;
        this.stopped = stopped;
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            return folder.toAbsolutePath().normalize();
        }
    }

    static boolean isHidden(Path file) {
        Path name = file.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    void walk(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (real.equals(dataDir) || ancestors.contains(real) || !visitor.enters(folder)) {
                return;
            }
            ancestors.push(real);
            try {
                children(folder).forEach(this::visit);
            } finally {
                ancestors.pop();
            }
        } catch (AccessDeniedException e) {
            visitor.failure(folder, "The folder may not be read by this user.");
        } catch (IOException e) {
            visitor.failure(folder, "The folder cannot be read: " + e.getMessage() + ".");
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(children::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        children.sort(Comparator.comparing(child -> child.getFileName().toString()));
        return children;
    }

    private void visit(Path child) {
        if (stopped.getAsBoolean() || isHidden(child)) {
            return;
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(child, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                walk(child);
            } else if (attributes.isRegularFile()) {
                visitor.file(child);
            }
        } catch (AccessDeniedException e) {
            visitor.failure(child, "It may not be read by this user.");
        } catch (IOException e) {
            if (Files.isSymbolicLink(child)) {
                visitor.failure(child, "The link leads nowhere.");
            } else if (Files.exists(child, LinkOption.NOFOLLOW_LINKS)) {
                visitor.failure(child, "It cannot be read: " + e.getMessage() + ".");
            }
        }
    }
}
