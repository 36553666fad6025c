package dev.nuri.indexer.store;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Holds a data folder whose index is elsewhere, so that one process works on it at a time; until closed. */
public final class FolderLock implements AutoCloseable {

    private static final String FILE = "engine.lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes a folder, which is made when absent.
     *
     * @throws NuriException CONFLICT when another process has it
     */
    public static FolderLock take(Path folder) {
        FileChannel channel = null;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new FolderLock(channel);
            }
            channel.close();
            throw held(folder);
        } catch (OverlappingFileLockException e) {
            close(channel);
            throw held(folder);
        } catch (IOException e) {
            close(channel);
            throw new NuriException(
                    ErrorCode.INTERNAL,
                    "The data folder " + folder + " cannot be locked: " + NuriException.reason(e) + ".",
                    e);
        }
    }

    private static NuriException held(Path folder) {
        return new NuriException(
                ErrorCode.CONFLICT, "Another process has the data folder " + folder + " open: end it first.");
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new NuriException(ErrorCode.INTERNAL, "A lock cannot be given back: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public void close() {
        close(channel);
    }
}
