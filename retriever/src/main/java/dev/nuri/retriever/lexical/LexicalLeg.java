package dev.nuri.retriever.lexical;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.retriever.Synonyms;
import dev.nuri.retriever.fusion.PassageColumns;
import dev.nuri.retriever.fusion.RankedList;
import dev.nuri.retriever.fusion.Scored;
import dev.nuri.retriever.query.UnderstoodQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.util.BytesRef;

/** Ranks passages by BM25 over the fields of the plausible languages and the language-neutral ones. Thread-safe. */
public final class LexicalLeg {

    /** Name in explanations. */
    public static final String NAME = "lexical";

    /** Score descending, then passage id ascending: a total order that does not depend on how the index is laid out. */
    private static final Sort ORDER =
            new Sort(SortField.FIELD_SCORE, new SortField(IndexSchema.PASSAGE_ID, SortField.Type.STRING));

    /** Read beyond the depth, so that passages with the score of the last one are rarely left out. */
    private static final int SPARE = 16;

    private final LanguageAnalyzers analyzers;
    private final LexicalWeights weights;
    private final Synonyms synonyms;

    public LexicalLeg(LanguageAnalyzers analyzers, LexicalWeights weights, Synonyms synonyms) {
        this.analyzers = analyzers;
        this.synonyms = synonyms;
        this.weights = weights;
    }

    /** A searcher over the same index that scores as this leg does. */
    public IndexSearcher scoring(IndexSearcher searcher) {
        IndexSearcher scoring = new IndexSearcher(searcher.getIndexReader());
        scoring.setQueryCache(searcher.getQueryCache());
        scoring.setSimilarity(new BM25Similarity((float) weights.k1(), (float) weights.b()));
        return scoring;
    }

    /**
     * The query to rank and to count by.
     *
     * @param searcher from {@link #scoring}
     * @param names of the query, in other scripts
     * @param compounds that the query's words end, or are
     */
    public Query query(
            IndexSearcher searcher, UnderstoodQuery query, IndexedNames names, IndexedCompounds compounds, Query filter)
            throws IOException {
        return new LexicalQuery(searcher, analyzers, weights, synonyms).build(query, names, compounds, filter);
    }

    /**
     * The first {@code depth} passages.
     *
     * @param query from {@link #query}
     */
    public RankedList rank(IndexSearcher searcher, Query query, int depth) throws IOException {
        ScoreDoc[] found =
                searcher.search(query, new TopScoreDocCollectorManager(depth + SPARE, depth + SPARE)).scoreDocs;
        boolean tied = found.length == depth + SPARE && found[depth - 1].score == found[found.length - 1].score;
        return tied ? rankById(searcher, query, depth) : ranked(searcher, found, depth);
    }

    /** What was found with equal scores in order of passage ids; these are looked up once, not for every comparison. */
    private static RankedList ranked(IndexSearcher searcher, ScoreDoc[] found, int depth) throws IOException {
        int[] docs = Arrays.stream(found).mapToInt(hit -> hit.doc).toArray();
        Map<Integer, String> ids = new PassageColumns(searcher.getLeafContexts()).ids(docs);
        List<Scored> ranked = new ArrayList<>();
        for (ScoreDoc hit : found) {
            ranked.add(new Scored(ids.get(hit.doc), hit.doc, hit.score));
        }
        ranked.sort(Scored.ORDER);
        return new RankedList(NAME, List.copyOf(ranked.subList(0, Math.min(depth, ranked.size()))));
    }

    /** Where more passages than were read share the last score, only their ids tell which of them come first. */
    private static RankedList rankById(IndexSearcher searcher, Query query, int depth) throws IOException {
        List<Scored> ranked = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query, new TopFieldCollectorManager(ORDER, depth, depth)).scoreDocs) {
            Object[] fields = ((FieldDoc) hit).fields;
            ranked.add(new Scored(((BytesRef) fields[1]).utf8ToString(), hit.doc, (Float) fields[0]));
        }
        return new RankedList(NAME, ranked);
    }
}
