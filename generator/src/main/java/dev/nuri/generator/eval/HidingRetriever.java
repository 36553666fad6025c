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
        Hits hits = all.search(new SearchRequest(
                request.viewer(),
                request.query(),
                request.like(),
                request.collection(),
                request.lang(),
                request.filters(),
                Math.min(SearchRequest.MAX_K, wanted + hidden.size()),
                request.perDocument(),
                request.cursor(),
                request.explain(),
                request.legs()));
        List<Hit> kept = new ArrayList<>();
        for (Hit hit : hits.hits()) {
            if (kept.size() < wanted && !hidden.contains(hit.passage().documentId())) {
                kept.add(atRank(hit, kept.size() + 1));
            }
        }
        return new Hits(
                kept,
                hits.total(),
                hits.facets(),
                hits.queryLang(),
                hits.cursor(),
                hits.took(),
                hits.generation(),
                hits.suggestion(),
                hits.explanation());
    }

    private static Hit atRank(Hit hit, int rank) {
        return new Hit(
                rank,
                hit.score(),
                hit.passage(),
                hit.title(),
                hit.uri(),
                hit.collection(),
                hit.mediaType(),
                hit.highlights(),
                hit.duplicates(),
                hit.further(),
                hit.explanation(),
                hit.evidence());
    }
}
