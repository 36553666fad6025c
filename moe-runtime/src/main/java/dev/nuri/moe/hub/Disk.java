package dev.nuri.moe.hub;

import dev.nuri.moe.ModelResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The disk that models lie on.
 *
 * @param folder on it, and there
 * @param reserve bytes to leave free
 */
record Disk(Path folder, long reserve) {
    private static final double GIGABYTE = 1e9;

    /**
     * Refuses what does not fit.
     *
     * @throws ModelResourceException saying how much is lacking
     */
    void require(long bytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (bytes > free - reserve) {
            throw new ModelResourceException(String.format(
                    Locale.ROOT,
                    "%.2f GB are to be fetched and %.2f GB kept free, but the disk of %s has %.2f GB left",
                    bytes / GIGABYTE,
                    reserve / GIGABYTE,
                    folder,
                    free / GIGABYTE));
        }
    }

    /**
     * Looks whether an error while writing came from a full disk.
     *
     * @throws ModelResourceException if so
     */
    void check(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left") || message.contains("not enough space")) {
            throw new ModelResourceException("the disk of " + folder + " is full; what has arrived is kept", e);
        }
    }
}
