package dev.nuri.retriever;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.Listing;
import dev.nuri.indexer.EntrySearcher.Lookups;
import dev.nuri.indexer.EntrySearcher.Searches;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IndexSnapshot.StoredPassage;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Span;
import dev.nuri.retriever.Hits.QueryExplanation;
import dev.nuri.retriever.SearchRequest.Legs;
import dev.nuri.retriever.dense.DenseLeg;
import dev.nuri.retriever.fusion.Fused;
import dev.nuri.retriever.fusion.NearDuplicates.Kept;
import dev.nuri.retriever.fusion.RankedList;
import dev.nuri.retriever.highlight.Highlighter;
import dev.nuri.retriever.lexical.FacetCounts;
import dev.nuri.retriever.lexical.Filters;
import dev.nuri.retriever.lexical.IndexedCompounds;
import dev.nuri.retriever.lexical.IndexedNames;
import dev.nuri.retriever.like.Origin;
import dev.nuri.retriever.like.TellingWords;
import dev.nuri.retriever.query.QueryField;
import dev.nuri.retriever.query.QueryText;
import dev.nuri.retriever.query.UnderstoodQuery;
import dev.nuri.retriever.rerank.EvidenceReader;
import dev.nuri.retriever.rerank.LearnedRanking;
import dev.nuri.retriever.rerank.ModelRanking;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;

/** One search over one snapshot, stage by stage. For one thread. */
final class Search {

    /** Folding needs some passages to spare. */
    private static final int MIN_DEPTH = 64;
    /** Those of them that are read along with what is shown. */
    private static final int SPARE = 2;

    private final Stages stages;
    private final IndexSnapshot snapshot;
    private final SearchRequest request;
    private final Timings timings = new Timings();
    private final EntrySearcher searcher;
    private final UnderstoodQuery query;
    private final IndexedNames names;
    private final IndexedCompounds compounds;
    private final Query lexicalQuery;
    private final Query filter;
    private final DenseLeg.Aim aim;
    private DenseLeg.Outcome dense;
    private RankedList lexical;
    private ModelRanking.Outcome reranked;

    Search(Stages stages, IndexSnapshot snapshot, SearchRequest request) throws IOException {
        this.stages = stages;
        this.snapshot = snapshot;
        this.request = request;
        searcher = stages.lexical().scoring(snapshot.searcher());
        Origin origin = request.like() == null ? null : Origin.of(snapshot, request.like());
        QueryText text = origin == null
                ? QueryText.parse(request.query())
                : QueryText.plain(TellingWords.of(origin.passage().text(), stages.analyzers(), searcher));
        Set<String> restricted = restricted(request, text);
        query = stages.cache()
                .query(snapshot.generation(), request.viewer(), text, restricted, () -> stages.understanding()
                        .understand(text, restricted, this::hasPassages));
        timings.end("understand");
        Query allowed = new Filters(stages.analyzers()).of(request, text);
        filter = origin == null ? allowed : origin.othersWithin(allowed);
        searcher.expect(lookups());
        names = IndexedNames.of(searcher, query);
        compounds = IndexedCompounds.of(searcher, query);
        lexicalQuery = stages.lexical().query(searcher, query, names, compounds, filter);
        timings.end("lexical");
        aim = aim(origin);
        timings.end("dense");
    }

    private Lookups lookups() throws IOException {
        List<Term> terms = new ArrayList<>();
        for (QueryField field : query.fields()) {
            for (String term : field.counts().keySet()) {
                terms.add(new Term(field.body(), term));
                terms.add(new Term(field.title(), term));
            }
        }
        List<Listing> listings = new ArrayList<>(IndexedNames.expected(searcher, query));
        listings.addAll(IndexedCompounds.expected(searcher, query));
        return new Lookups(terms, listings);
    }

    private DenseLeg.Aim aim(Origin origin) {
        if (request.legs() == Legs.LEXICAL) {
            return DenseLeg.Aim.none("Not run: only the lexical leg was asked for.");
        }
        return origin == null
                ? stages.dense().at(snapshot, query.text().plain(), query.lang())
                : DenseLeg.Aim.near(origin.vector());
    }

    private static Set<String> restricted(SearchRequest request, QueryText text) {
        Set<String> langs = new TreeSet<>(request.filters().getOrDefault(SearchRequest.LANG_FILTER, List.of()));
        langs.addAll(text.filters().getOrDefault(SearchRequest.LANG_FILTER, List.of()));
        if (request.lang() != null) {
            langs.add(request.lang());
        }
        return langs;
    }

    private boolean hasPassages(String key) {
        try {
            return searcher.having(IndexSchema.body(key)) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ranking before near duplicates are folded, with the lexical leg read to a depth. */
    List<Fused> ranking(int depth) throws IOException {
        if (dense == null) {
            searcher.expect(expected(depth));
            dense = stages.dense().search(searcher, aim, filter, Ranking.FUSED_DEPTH);
            timings.end("dense");
        }
        if (request.legs() != Legs.DENSE) {
            lexical = stages.lexical().rank(searcher, lexicalQuery, lexicalDepth(depth));
        }
        timings.end("lexical");
        List<Fused> ranking = Ranking.of(lexical, dense.found());
        timings.end("fuse");
        // The weighing was learned from questions, not from passages to find the like of.
        if (lexical == null || dense.found() == null || lexical.items().isEmpty() || request.like() != null) {
            return ranking;
        }
        ranking = LearnedRanking.of(ranking, lexical, dense.found(), evidence());
        timings.end("rerank");
        return ranking;
    }

    private Searches expected(int depth) {
        boolean aimed = aim.vector() != null;
        return new Searches(
                lexicalQuery,
                request.legs() == Legs.DENSE ? 0 : aimed ? Math.max(depth, Ranking.FUSED_DEPTH) : depth,
                request.k() + SPARE,
                FacetCounts.FIELDS,
                Hits.MAX_COUNTED,
                aim.vector(),
                DenseLeg.allowed(filter),
                Ranking.FUSED_DEPTH);
    }

    /** The head as a model orders it; a leg that was asked for by itself, or for what is like a passage, is left alone. */
    private ModelRanking.Outcome reranked(List<Fused> ranking, Cursor after) {
        if (request.legs() != Legs.HYBRID || request.like() != null) {
            return new ModelRanking.Outcome(ranking, 0, "Not run: only for a search by query and all means.", true);
        }
        ModelRanking.Outcome first = reranked;
        Integer head = first != null ? Integer.valueOf(first.head()) : after == null ? null : after.head();
        ModelRanking.Outcome outcome = stages.reranking()
                .of(ranking, snapshot.generation(), query.text().plain(), head, this::candidate);
        timings.end("reranker");
        // What was read deeper has the same head, and the reason is that of the first time.
        return first == null
                ? outcome
                : new ModelRanking.Outcome(outcome.ranking(), outcome.head(), first.decision(), first.whole());
    }

    private Reranker.Candidate candidate(Fused entry) {
        StoredPassage stored = snapshot.passage(entry.item().doc());
        return new Reranker.Candidate(stored.title(), stored.passage().text());
    }

    private int lexicalDepth(int depth) {
        return dense.found() == null ? depth : Math.max(depth, Ranking.FUSED_DEPTH);
    }

    /** Reads what speaks for passages; only where the dense leg ran. */
    EvidenceReader evidence() {
        return new EvidenceReader(searcher, query, lexicalQuery, dense.vector());
    }

    /** How long the lexical leg takes for as many hits as are asked for, in milliseconds. */
    double bareMillis() throws IOException {
        long start = System.nanoTime();
        stages.lexical().rank(searcher, lexicalQuery, request.k());
        return (System.nanoTime() - start) / 1e6;
    }

    /** What the lexical leg found for the last ranking; null when it did not run. */
    RankedList lexicalLeg() {
        return lexical;
    }

    /** What the dense leg found; null when it did not run. */
    RankedList denseLeg() {
        return dense.found();
    }

    /** A page of hits with all that goes with it, remembered unless a leg or the reranker failed. */
    Hits hits(Cursor after) throws IOException {
        Hits hits = found(after);
        if (!dense.failed() && reranked.whole()) {
            stages.cache().put(request, hits);
        }
        return hits;
    }

    private Hits found(Cursor after) throws IOException {
        Page page = page(after);
        timings.end("fold");
        FacetCounts facets = FacetCounts.count(searcher, lexicalQuery);
        timings.end("facets");
        List<Hit> hits = hits(page, after == null ? 0 : after.rank());
        timings.end("highlight");
        return new Hits(
                hits,
                Math.max(facets.total(), page.ranked()),
                facets.facets(),
                query.lang(),
                page.more() ? cursor(hits.getLast()) : null,
                Duration.ofNanos(timings.nanos()),
                snapshot.generation(),
                after == null && request.like() == null ? suggestion() : null,
                request.explain() ? explanation() : null);
    }

    private String suggestion() throws IOException {
        String suggestion = stages.speller().corrected(snapshot, query, names).orElse(null);
        timings.end("spell");
        return suggestion;
    }

    /** Reads as deep as the page needs: folding duplicates can use up what was read. */
    private Page page(Cursor after) throws IOException {
        int shown = after == null ? 0 : after.rank();
        int depth = Math.max(MIN_DEPTH, (shown + request.k() + 1) * 5 / 4);
        while (true) {
            reranked = reranked(ranking(depth), after);
            Page page = Page.of(reranked.ranking(), after, request, searcher, snapshot);
            boolean exhausted = lexical == null || lexical.items().size() < lexicalDepth(depth);
            if (page.more() || exhausted) {
                return page;
            }
            depth *= 4;
        }
    }

    private List<Hit> hits(Page page, int ranksBefore) throws IOException {
        Highlighter highlighter = new Highlighter(stages.analyzers(), query, names, compounds, searcher);
        List<Hit> hits = new ArrayList<>();
        for (Kept kept : page.shown()) {
            StoredPassage stored = page.stored(kept.entry());
            Passage passage = stored.passage();
            List<Span> highlights = highlighter.spans(kept.entry().item().doc(), passage);
            hits.add(new Hit(
                    ranksBefore + hits.size() + 1,
                    kept.entry().item().score(),
                    passage,
                    stored.title(),
                    stored.uri(),
                    stored.collection(),
                    stored.mediaType(),
                    highlights,
                    kept.duplicates(),
                    kept.further(),
                    request.explain() ? kept.entry().legs() : null,
                    kept.entry().evidence()));
        }
        return hits;
    }

    private String cursor(Hit last) {
        return new Cursor(last.rank(), last.score(), last.passage().id(), reranked.head()).encode(request);
    }

    private QueryExplanation explanation() {
        return new QueryExplanation(
                query.guesses(),
                query.terms(),
                lexical == null ? 0 : lexical.items().size(),
                dense.found() == null ? 0 : dense.found().items().size(),
                dense.decision(),
                reranked.decision(),
                timings.millis());
    }
}
