package dev.nuri.web.api;

import dev.nuri.indexer.IndexSnapshot;
import java.util.List;
import java.util.Map;

/**
 * Every collection.
 *
 * @param collections by name
 * @param documents in all of them
 * @param passages in all of them
 * @param failures files or members that could not be read
 */
public record CollectionsView(List<CollectionView> collections, long documents, long passages, long failures) {

    /**
     * One collection.
     *
     * @param name its name
     * @param documents how many documents
     * @param passages how many passages
     * @param languages documents per language
     */
    public record CollectionView(String name, long documents, long passages, Map<String, Long> languages) {}

    /** Shows the collections of a snapshot. */
    public static CollectionsView of(Map<String, IndexSnapshot.CollectionStats> stats, long failures) {
        List<CollectionView> collections = stats.entrySet().stream()
                .map(e -> new CollectionView(
                        e.getKey(),
                        e.getValue().documents(),
                        e.getValue().passages(),
                        e.getValue().languages()))
                .toList();
        return new CollectionsView(
                collections,
                collections.stream().mapToLong(CollectionView::documents).sum(),
                collections.stream().mapToLong(CollectionView::passages).sum(),
                failures);
    }
}
