package dev.nuri.web.api;

import dev.nuri.indexer.Damage;
import java.util.List;

/**
 * What a check of a data folder found.
 *
 * @param ok whether nothing is damaged
 * @param files that were read
 * @param bytes of them
 * @param documents in the index
 * @param passages in the index
 * @param jobs accepted, with their files
 * @param logOperations in the log that the index does not hold yet
 * @param damages what is not as it was written, and the way out
 * @param notes worth knowing and harmless
 * @param seconds it took
 */
public record CheckView(
        boolean ok,
        long files,
        long bytes,
        long documents,
        long passages,
        long jobs,
        long logOperations,
        List<DamageView> damages,
        List<String> notes,
        double seconds) {

    /**
     * Something damaged.
     *
     * @param file where
     * @param what is wrong
     * @param wayOut what to do
     */
    public record DamageView(String file, String what, String wayOut) {

        static DamageView of(Damage damage) {
            return new DamageView(damage.file(), damage.what(), damage.wayOut());
        }
    }

    /** The damages as they are shown. */
    public static List<DamageView> shown(List<Damage> damages) {
        return damages.stream().map(DamageView::of).toList();
    }
}
