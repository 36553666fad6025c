package dev.nuri.retriever.like;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.FoundPassage;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
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
        EntrySearcher searcher = snapshot.searcher();
        List<FoundPassage> found = searcher.search(query(id), 1);
        if (found.isEmpty()) {
            throw unknown(id);
        }
        int number = found.getFirst().number();
        return new Origin(snapshot.passage(number).passage(), searcher.vector(number));
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
}
