package dev.nuri.indexer.store;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * Where a data folder has its index, and how a new one takes its place. Wherever the process dies in between,
 * {@link #settle()} finds one whole index: the old one until it has been moved away, the new one from then on.
 */
public final class IndexFolders {

    private final Path dataDir;
    private final Runnable beforeStep;

    public IndexFolders(Path dataDir) {
        this(dataDir, () -> {});
    }

    /**
     * The folders, watched.
     *
     * @param beforeStep run before each change of the data folder
     */
    public IndexFolders(Path dataDir, Runnable beforeStep) {
        this.dataDir = dataDir;
        this.beforeStep = beforeStep;
    }

    public Path dataDir() {
        return dataDir;
    }

    /** The index. */
    public Path index() {
        return dataDir.resolve("index");
    }

    /** Where a new index is built. */
    public Path next() {
        return dataDir.resolve("index.next");
    }

    private Path old() {
        return dataDir.resolve("index.old");
    }

    /** Empties {@link #next()}. */
    public void dropNext() {
        delete(next());
    }

    /** Puts the new index, which is whole, in the place of the old one; nobody writes to either. */
    public void swap() {
        delete(old());
        move(index(), old());
        move(next(), index());
    }

    /** Puts the old index back after {@link #swap()}, or as much of it as was done. */
    public void unswap() {
        if (!Files.exists(old())) {
            return;
        }
        if (Files.exists(index())) {
            move(index(), next());
        }
        move(old(), index());
    }

    /** Removes the old index after {@link #swap()}. */
    public void dropOld() {
        delete(old());
    }

    /** Ends a change of places that was interrupted. */
    public void settle() {
        if (!Files.exists(index()) && Files.exists(old())) {
            move(Files.exists(next()) ? next() : old(), index());
        }
        if (Files.exists(index())) {
            delete(old());
        }
    }

    private void move(Path from, Path to) {
        beforeStep.run();
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.isDirectory(file)) {
                    delete(file);
                } else {
                    beforeStep.run();
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private NuriException failed(IOException e) {
        return new NuriException(
                ErrorCode.INTERNAL, "The index folders in " + dataDir + " cannot be moved: " + e.getMessage() + ".", e);
    }
}
