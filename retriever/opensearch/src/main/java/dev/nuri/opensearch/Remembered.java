package dev.nuri.opensearch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.nuri.indexer.EntrySearcher.Stretch;
import dev.nuri.indexer.EntrySearcher.TermCount;
import dev.nuri.indexer.Viewer;
import java.util.List;
import org.apache.lucene.index.Term;

/** What was counted and listed in a point in time, for each viewer. What was asked least goes first. Thread-safe. */
final class Remembered {

    private static final int MAX_COUNTS = 100_000;
    private static final int MAX_LISTED_TERMS = 200_000;

    private record Counted(Viewer viewer, Term term) {}

    private record Having(Viewer viewer, String field) {}

    private record Listed(Viewer viewer, String field, Stretch stretch, int most) {}

    private final Cache<Counted, Integer> counts =
            Caffeine.newBuilder().maximumSize(MAX_COUNTS).build();
    private final Cache<Having, Integer> having =
            Caffeine.newBuilder().maximumSize(MAX_COUNTS).build();
    private final Cache<Listed, List<TermCount>> listings = Caffeine.newBuilder()
            .maximumWeight(MAX_LISTED_TERMS)
            .weigher((Listed listed, List<TermCount> terms) -> 1 + terms.size())
            .build();

    /** Entries that have a term; null when that is not known. */
    Integer count(Viewer viewer, Term term) {
        return counts.getIfPresent(new Counted(viewer, term));
    }

    void count(Viewer viewer, Term term, int entries) {
        counts.put(new Counted(viewer, term), entries);
    }

    /** Entries that have a field; null when that is not known. */
    Integer having(Viewer viewer, String field) {
        return having.getIfPresent(new Having(viewer, field));
    }

    void having(Viewer viewer, String field, int entries) {
        having.put(new Having(viewer, field), entries);
    }

    /** The first {@code most} terms of a stretch; null when they are not known. */
    List<TermCount> listing(Viewer viewer, String field, Stretch stretch, int most) {
        return listings.getIfPresent(new Listed(viewer, field, stretch, most));
    }

    void listing(Viewer viewer, String field, Stretch stretch, int most, List<TermCount> terms) {
        listings.put(new Listed(viewer, field, stretch, most), List.copyOf(terms));
    }

    void clear() {
        counts.invalidateAll();
        having.invalidateAll();
        listings.invalidateAll();
    }
}
