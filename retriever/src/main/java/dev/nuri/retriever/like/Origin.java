package dev.nuri.retriever.like;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.FoundPassage;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import java.io.IOException;
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
        FoundPassage found = searcher.passage(id);
        if (found == null) {
            throw unknown(id);
        }
        return new Origin(snapshot.passage(found.number()).passage(), searcher.vector(found.number()));
    }

    /** All but the passage's own document, within what a request allows. */
    public Query othersWithin(Query filter) {
        return new BooleanQuery.Builder()
                .add(filter, Occur.FILTER)
                .add(new TermQuery(new Term(IndexSchema.DOCUMENT_ID, passage.documentId())), Occur.MUST_NOT)
                .build();
    }

    private static NuriException unknown(String id) {
        return NuriException.notFound(
                "There is no passage '" + id + "': give the passageId of a hit, found again if its document changed.");
    }
}
