package dev.nuri.indexer;

import java.util.List;

/**
 * What a check of an index and the originals beside it found.
 *
 * @param files that were read
 * @param bytes of them
 * @param documents that are there
 * @param passages that are there
 * @param logOperations in the log, that the last commit does not hold; 0 where the index is in use
 * @param damages what is not as it was written; empty when all is well
 * @param notes what is worth knowing and harmless
 */
public record IndexCheck(
        long files,
        long bytes,
        long documents,
        long passages,
        long logOperations,
        List<Damage> damages,
        List<String> notes) {}
