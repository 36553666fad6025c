package dev.nuri.indexer.ingest;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;

/**
 * Finds the document whose text another one repeats: among those written in this ingest, which no snapshot shows yet,
 * then in the index.
 */
final class Duplicates {

    private final PassageStore store;
    /** Collection and content hash to the first document of this ingest that had it. */
    private final ConcurrentMap<String, String> claims = new ConcurrentHashMap<>();

    Duplicates(PassageStore store) {
        this.store = store;
    }

    /** The document that {@code document} repeats; empty when it is the first of its text or has none. */
    Optional<String> original(SourceDocument document) {
        if (document.text().isBlank()) {
            return Optional.empty();
        }
        String key = document.collection() + "\n" + document.contentHash();
        String first = claims.computeIfAbsent(key, _ -> committed(document).orElse(document.id()));
        return first.equals(document.id()) ? Optional.empty() : Optional.of(first);
    }

    private Optional<String> committed(SourceDocument document) {
        try (IndexSnapshot snapshot = store.snapshot()) {
            return primary(snapshot.searcher(), document.collection(), document.contentHash(), document.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A document with this text that is nobody's duplicate, other than {@code except}. */
    static Optional<String> primary(IndexSearcher searcher, String collection, String contentHash, String except)
            throws IOException {
        Query query = new BooleanQuery.Builder()
                .add(term(IndexSchema.CONTENT_HASH, contentHash), Occur.FILTER)
                .add(term(IndexSchema.COLLECTION, collection), Occur.FILTER)
                .add(term(IndexSchema.DOCUMENT_ID, except), Occur.MUST_NOT)
                .add(new PrefixQuery(new Term(IndexSchema.DUPLICATE_OF, "")), Occur.MUST_NOT)
                .build();
        ScoreDoc[] found = searcher.search(query, 1).scoreDocs;
        return found.length == 0 ? Optional.empty() : Optional.of(id(searcher, found[0].doc));
    }

    static Query term(String field, String value) {
        return new TermQuery(new Term(field, value));
    }

    static String id(IndexSearcher searcher, int docId) throws IOException {
        Document stored = searcher.storedFields().document(docId, Set.of(IndexSchema.DOCUMENT_ID));
        return stored.get(IndexSchema.DOCUMENT_ID);
    }
}
