package dev.nuri.generator.eval;

import dev.nuri.retriever.Hit;
import dev.nuri.retriever.Hits;
import dev.nuri.retriever.Retriever;
import dev.nuri.retriever.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds what another finds, but for documents that are hidden for now. For one thread. */
final class HidingRetriever implements Retriever {

    private final Retriever all;
    private Set<String> hidden = Set.of();

    HidingRetriever(Retriever all) {
        this.all = all;
    }

    /** From now on these documents are not found. */
    void hide(Set<String> documentIds) {
        hidden = Set.copyOf(documentIds);
    }

    @Override
    public Hits search(SearchRequest request) {
        if (hidden.isEmpty()) {
            return all.search(request);
        }
        int wanted = request.k();
        Hits hits = all.search(request.withK(Math.min(SearchRequest.MAX_K, wanted + hidden.size())));
        List<Hit> kept = new ArrayList<>();
        for (Hit hit : hits.hits()) {
            if (kept.size() < wanted && !hidden.contains(hit.passage().documentId())) {
                kept.add(hit.withRank(kept.size() + 1));
            }
        }
        return hits.withHits(kept);
    }
}
