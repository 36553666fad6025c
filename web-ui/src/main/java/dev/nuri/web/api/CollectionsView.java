package dev.nuri.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.Quota;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
     * @param quota what it may hold; null when that is without limit, or not for the caller to know
     */
    public record CollectionView(
            String name,
            long documents,
            long passages,
            Map<String, Long> languages,
            @JsonInclude(JsonInclude.Include.NON_NULL) QuotaView quota) {}

    private static final IndexSnapshot.CollectionStats EMPTY = new IndexSnapshot.CollectionStats(0, 0, Map.of());

    private static CollectionView collection(String name, IndexSnapshot.CollectionStats stats, Quota.Standing quota) {
        return new CollectionView(
                name,
                stats.documents(),
                stats.passages(),
                stats.languages(),
                quota == null ? null : QuotaView.of(quota));
    }

    /** Shows the collections of a snapshot: those that have documents or a quota. */
    public static CollectionsView of(
            Map<String, IndexSnapshot.CollectionStats> stats, Map<String, Quota.Standing> quotas, long failures) {
        Set<String> names = new TreeSet<>(stats.keySet());
        names.addAll(quotas.keySet());
        List<CollectionView> collections = names.stream()
                .map(name -> collection(name, stats.getOrDefault(name, EMPTY), quotas.get(name)))
                .toList();
        return new CollectionsView(
                collections,
                collections.stream().mapToLong(CollectionView::documents).sum(),
                collections.stream().mapToLong(CollectionView::passages).sum(),
                failures);
    }
}
