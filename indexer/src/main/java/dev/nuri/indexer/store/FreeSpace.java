package dev.nuri.indexer.store;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Refuses writes while the disk has less room than is wanted. Asks the system at most ten times a second. */
final class FreeSpace {

    private static final long VALID_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path folder;
    private final long wantedBytes;
    private volatile long enoughUntil = System.nanoTime();

    FreeSpace(Path folder, long wantedBytes) {
        this.folder = folder;
        this.wantedBytes = wantedBytes;
    }

    void require() throws IOException {
        long now = System.nanoTime();
        if (now - enoughUntil < 0) {
            return;
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < wantedBytes) {
            throw new NuriException(
                    ErrorCode.DISK_FULL,
                    "Writing to " + folder + " needs at least " + (wantedBytes >> 20) + " MiB of free disk space, there"
                            + " are " + (free >> 20) + " MiB: make room and try again.");
        }
        enoughUntil = now + VALID_NANOS;
    }
}
