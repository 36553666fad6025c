package dev.nuri.indexer.store;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.SourceRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Reads source records as of now: those that are visible under those written since. */
final class SourceLookup {

    private final Changes.Index index;
    private final Supplier<List<Pending>> unpublished;

    /** @param unpublished what is not visible yet, the newer first */
    SourceLookup(Changes.Index index, Supplier<List<Pending>> unpublished) {
        this.index = index;
        this.unpublished = unpublished;
    }

    Optional<SourceRecord> get(String collection, String uri) throws IOException {
        String key = Fields.sourceKey(collection, uri);
        for (Pending pending : unpublished.get()) {
            Optional<SourceRecord> written = pending.sources.get(key);
            if (written != null) {
                return written;
            }
        }
        return index.visible(reader -> {
            int docId = Lookup.last(reader, new Term(Fields.SOURCE_RECORD, key));
            return docId < 0 ? Optional.empty() : Optional.of(read(reader.storedFields(), docId));
        });
    }

    /** Whether a record or a document of a source was written and is not visible yet. */
    boolean isWritten(String key) {
        return unpublished.get().stream()
                .anyMatch(pending -> pending.sources.containsKey(key) || pending.documentSources.contains(key));
    }

    List<SourceRecord> list(String collection, String uriPrefix) throws IOException {
        List<Pending> pending = unpublished.get();
        Map<String, SourceRecord> byKey = index.visible(reader -> committed(reader, collection, uriPrefix));
        overlay(byKey, pending.get(1), collection, uriPrefix);
        overlay(byKey, pending.get(0), collection, uriPrefix);
        List<SourceRecord> records = new ArrayList<>(byKey.values());
        records.sort((a, b) -> {
            int byUri = a.uri().compareTo(b.uri());
            return byUri != 0 ? byUri : a.collection().compareTo(b.collection());
        });
        return records;
    }

    private static Map<String, SourceRecord> committed(IndexReader reader, String collection, String uriPrefix)
            throws IOException {
        Map<String, SourceRecord> byKey = new HashMap<>();
        StoredFields fields = reader.storedFields();
        Lookup.each(new IndexSearcher(reader), query(collection, uriPrefix), docId -> {
            SourceRecord record = read(fields, docId);
            byKey.put(Fields.sourceKey(record.collection(), record.uri()), record);
        });
        return byKey;
    }

    private static Query query(String collection, String uriPrefix) {
        BooleanQuery.Builder query = new BooleanQuery.Builder()
                .add(new TermQuery(new Term(IndexSchema.KIND, IndexSchema.KIND_SOURCE)), Occur.FILTER);
        if (collection != null) {
            query.add(new TermQuery(new Term(IndexSchema.COLLECTION, collection)), Occur.FILTER);
        }
        if (!uriPrefix.isEmpty()) {
            query.add(new PrefixQuery(new Term(Fields.SOURCE_URI, uriPrefix)), Occur.FILTER);
        }
        return query.build();
    }

    private static void overlay(Map<String, SourceRecord> byKey, Pending pending, String collection, String uriPrefix) {
        pending.sources.forEach((key, record) -> {
            if (record.isEmpty()) {
                byKey.remove(key);
            } else if (matches(record.get(), collection, uriPrefix)) {
                byKey.put(key, record.get());
            }
        });
    }

    private static boolean matches(SourceRecord record, String collection, String uriPrefix) {
        return (collection == null || collection.equals(record.collection()))
                && record.uri().startsWith(uriPrefix);
    }

    private static SourceRecord read(StoredFields fields, int docId) throws IOException {
        return StoredEntry.read(fields, docId, false).source();
    }
}
