package dev.nuri.retriever;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IndexSnapshot.StoredPassage;
import dev.nuri.indexer.Passage;
import dev.nuri.retriever.fusion.Fused;
import dev.nuri.retriever.fusion.NearDuplicates;
import dev.nuri.retriever.fusion.NearDuplicates.Extent;
import dev.nuri.retriever.fusion.NearDuplicates.Kept;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a ranking that one page shows. Near duplicates are folded, and the hits of each document counted, from the
 * top of the ranking on every page, so that what an earlier page stands for does not come back on a later one.
 */
final class Page {

    private final IndexSnapshot snapshot;
    private final Map<Integer, StoredPassage> stored = new HashMap<>();
    private final NearDuplicates fold;
    private final int k;
    private final List<Kept> shown = new ArrayList<>();
    private int ranked;
    private boolean more;

    private Page(IndexSnapshot snapshot, SearchRequest request) {
        this.snapshot = snapshot;
        k = request.k();
        fold = new NearDuplicates(this::extent, request.perDocument());
    }

    /**
     * Cuts a page.
     *
     * @param after the place it begins after; null for the top
     */
    static Page of(
            List<Fused> ranking, Cursor after, SearchRequest request, EntrySearcher searcher, IndexSnapshot snapshot)
            throws IOException {
        Page page = new Page(snapshot, request);
        page.ranked = ranking.size();
        int[] docs = ranking.stream().mapToInt(entry -> entry.item().doc()).toArray();
        Map<Integer, Long> fingerprints = searcher.fingerprints(docs);
        for (Fused entry : ranking) {
            page.take(entry, fingerprints.getOrDefault(entry.item().doc(), 0L), after);
        }
        return page;
    }

    private void take(Fused entry, long fingerprint, Cursor after) {
        if (more) {
            fold.attach(entry, fingerprint);
            return;
        }
        Kept kept = fold.add(entry, fingerprint);
        if (kept == null || (after != null && !after.before(entry.item()))) {
            return;
        }
        if (shown.size() < k) {
            shown.add(kept);
        } else {
            more = true;
        }
    }

    /** Hits of this page, best first. */
    List<Kept> shown() {
        return shown;
    }

    /** Whether another hit follows. */
    boolean more() {
        return more;
    }

    /** Length of the ranking the page was cut from. */
    int ranked() {
        return ranked;
    }

    /** The passage of a hit. */
    StoredPassage stored(Fused entry) {
        return stored.computeIfAbsent(entry.item().doc(), snapshot::passage);
    }

    private Extent extent(Fused entry) {
        Passage passage = stored(entry).passage();
        return new Extent(passage.documentId(), passage.start(), passage.end());
    }
}
