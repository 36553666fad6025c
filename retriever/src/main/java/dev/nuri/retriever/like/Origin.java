package dev.nuri.retriever.like;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import java.io.IOException;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;

/**
 * The passage that others are to be like.
 *
 * @param passage itself
 * @param vector as stored, of unit length; null when the embedder does not know its language
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Origin(Passage passage, float[] vector) {

    /**
     * Finds a passage.
     *
     * @param id of {@link Passage#id()}
     * @throws NuriException when the snapshot has no such passage
     */
    public static Origin of(IndexSnapshot snapshot, String id) throws IOException {
        IndexSearcher searcher = snapshot.searcher();
        ScoreDoc[] found = searcher.search(query(id), 1).scoreDocs;
        if (found.length == 0) {
            throw unknown(id);
        }
        return new Origin(snapshot.passage(found[0].doc).passage(), vector(searcher, found[0].doc));
    }

    /** All but the passage's own document, within what a request allows. */
    public Query othersWithin(Query filter) {
        return new BooleanQuery.Builder()
                .add(filter, Occur.FILTER)
                .add(new TermQuery(new Term(IndexSchema.DOCUMENT_ID, passage.documentId())), Occur.MUST_NOT)
                .build();
    }

    private static Query query(String id) {
        int mark = id.lastIndexOf('#');
        try {
            return new BooleanQuery.Builder()
                    .add(new TermQuery(new Term(IndexSchema.KIND, IndexSchema.KIND_PASSAGE)), Occur.FILTER)
                    .add(
                            new TermQuery(new Term(IndexSchema.DOCUMENT_ID, id.substring(0, Math.max(0, mark)))),
                            Occur.FILTER)
                    .add(
                            NumericDocValuesField.newSlowExactQuery(
                                    IndexSchema.ORDINAL, Integer.parseInt(id.substring(mark + 1))),
                            Occur.FILTER)
                    .build();
        } catch (NumberFormatException e) {
            throw unknown(id);
        }
    }

    private static NuriException unknown(String id) {
        return NuriException.notFound(
                "There is no passage '" + id + "': give the passageId of a hit, found again if its document changed.");
    }

    private static float[] vector(IndexSearcher searcher, int doc) throws IOException {
        LeafReaderContext leaf = searcher.getLeafContexts().get(ReaderUtil.subIndex(doc, searcher.getLeafContexts()));
        FloatVectorValues vectors = leaf.reader().getFloatVectorValues(IndexSchema.VECTOR);
        if (vectors == null) {
            return null;
        }
        KnnVectorValues.DocIndexIterator at = vectors.iterator();
        return at.advance(doc - leaf.docBase) == doc - leaf.docBase
                ? vectors.vectorValue(at.index()).clone()
                : null;
    }
}
