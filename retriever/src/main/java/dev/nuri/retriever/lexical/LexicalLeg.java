package dev.nuri.retriever.lexical;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.retriever.Synonyms;
import dev.nuri.retriever.fusion.RankedList;
import dev.nuri.retriever.fusion.Scored;
import dev.nuri.retriever.query.UnderstoodQuery;
import java.io.IOException;
import org.apache.lucene.search.Query;

/** Ranks passages by BM25 over the fields of the plausible languages and the language-neutral ones. Thread-safe. */
public final class LexicalLeg {

    /** Name in explanations. */
    public static final String NAME = "lexical";

    private final LanguageAnalyzers analyzers;
    private final LexicalWeights weights;
    private final Synonyms synonyms;

    public LexicalLeg(LanguageAnalyzers analyzers, LexicalWeights weights, Synonyms synonyms) {
        this.analyzers = analyzers;
        this.synonyms = synonyms;
        this.weights = weights;
    }

    /** A searcher of the same entries that scores as this leg does. */
    public EntrySearcher scoring(EntrySearcher searcher) {
        return searcher.scoring(weights.k1(), weights.b());
    }

    /**
     * The query to rank and to count by.
     *
     * @param searcher from {@link #scoring}
     * @param names of the query, in other scripts
     * @param compounds that the query's words end, or are
     */
    public Query query(
            EntrySearcher searcher, UnderstoodQuery query, IndexedNames names, IndexedCompounds compounds, Query filter)
            throws IOException {
        return new LexicalQuery(searcher, analyzers, weights, synonyms).build(query, names, compounds, filter);
    }

    /**
     * The first {@code depth} passages.
     *
     * @param query from {@link #query}
     */
    public RankedList rank(EntrySearcher searcher, Query query, int depth) throws IOException {
        return new RankedList(
                NAME, searcher.search(query, depth).stream().map(Scored::of).toList());
    }
}
