package dev.nuri.web.api;

import java.time.Instant;

/**
 * A data folder that was restored.
 *
 * @param dataDir the folder
 * @param former where the folder is that it replaced; null when there was none
 * @param created when the backup was made
 * @param files that were restored
 * @param bytes of them
 * @param documents in its index
 * @param passages in its index
 * @param seconds it took
 */
public record RestoreView(
        String dataDir,
        String former,
        Instant created,
        long files,
        long bytes,
        long documents,
        long passages,
        double seconds) {}
