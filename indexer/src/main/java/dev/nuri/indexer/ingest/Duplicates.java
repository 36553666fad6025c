package dev.nuri.indexer.ingest;

import dev.nuri.indexer.EntrySearcher.FoundDocument;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * Finds the document whose text another one repeats: among those written in this ingest, which no snapshot shows yet,
 * then in the index.
 */
final class Duplicates {

    /** Documents of one text and different readers that are looked at. */
    private static final int MAX_PRIMARIES = 1_000;

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
        // Of two that not the same may read, one would not be found by those who may not read the other.
        String key = document.collection() + "\n" + document.contentHash() + "\n" + document.readers();
        String first = claims.computeIfAbsent(key, _ -> committed(document).orElse(document.id()));
        return first.equals(document.id()) ? Optional.empty() : Optional.of(first);
    }

    private Optional<String> committed(SourceDocument document) {
        try (IndexSnapshot snapshot = store.snapshot(Viewer.OPERATOR)) {
            return primary(snapshot, document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another document with this text, for the same readers, that is nobody's duplicate. */
    private static Optional<String> primary(IndexSnapshot snapshot, SourceDocument document) throws IOException {
        Query query = new BooleanQuery.Builder()
                .add(term(IndexSchema.CONTENT_HASH, document.contentHash()), Occur.FILTER)
                .add(term(IndexSchema.COLLECTION, document.collection()), Occur.FILTER)
                .add(term(IndexSchema.DOCUMENT_ID, document.id()), Occur.MUST_NOT)
                .add(new PrefixQuery(new Term(IndexSchema.DUPLICATE_OF, "")), Occur.MUST_NOT)
                .build();
        for (FoundDocument found : snapshot.searcher().documents(query, MAX_PRIMARIES)) {
            if (snapshot.readers(found.id())
                    .filter(readers -> readers.equals(document.readers()))
                    .isPresent()) {
                return Optional.of(found.id());
            }
        }
        return Optional.empty();
    }

    static Query term(String field, String value) {
        return new TermQuery(new Term(field, value));
    }
}
