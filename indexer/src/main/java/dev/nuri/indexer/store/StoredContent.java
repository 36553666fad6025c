package dev.nuri.indexer.store;

import dev.nuri.indexer.IndexContent;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;

/** The documents and sources of a commit as they are stored, whatever analyzers and embedder it was written with. */
public final class StoredContent implements IndexContent {

    private final IndexReader reader;
    private final String folder;

    StoredContent(IndexReader reader, String folder) {
        this.reader = reader;
        this.folder = folder;
    }

    /** What a snapshot of a {@link LuceneStore} shows; readable until that is closed. */
    public static StoredContent of(IndexSnapshot snapshot) {
        return new StoredContent(((LuceneSnapshot) snapshot).indexSearcher().getIndexReader(), "the folder in use");
    }

    @Override
    public long documentCount() {
        long[] count = {0};
        reading(() -> Lookup.each(reader, kind(IndexSchema.KIND_DOCUMENT), _ -> count[0]++));
        return count[0];
    }

    @Override
    public void forEachDocument(Consumer<SourceDocument> action) {
        reading(() -> {
            StoredFields fields = reader.storedFields();
            Lookup.each(
                    reader,
                    kind(IndexSchema.KIND_DOCUMENT),
                    docId -> action.accept(
                            StoredEntry.read(fields, docId, true).document(ReadersField.read(reader, docId))));
        });
    }

    @Override
    public void forEachSource(Consumer<SourceRecord> action) {
        forEach(IndexSchema.KIND_SOURCE, entry -> action.accept(entry.source()));
    }

    @Override
    public void forEachCollection(BiConsumer<String, SortedSet<String>> action) {
        forEach(IndexSchema.KIND_COLLECTION, entry -> {
            Entries.CollectionEntry collection = entry.collection();
            action.accept(collection.name(), Readers.of(collection.readers()));
        });
    }

    @Override
    public void forEachQuota(BiConsumer<String, Quota> action) {
        forEach(IndexSchema.KIND_QUOTA, entry -> {
            Entries.QuotaEntry quota = entry.quota();
            action.accept(quota.name(), quota.quota());
        });
    }

    @Override
    public List<String> documentIds(String collection, String uri) {
        BooleanQuery query = new BooleanQuery.Builder()
                .add(new TermQuery(kind(IndexSchema.KIND_DOCUMENT)), Occur.FILTER)
                .add(new TermQuery(new Term(IndexSchema.SOURCE, Fields.sourceKey(collection, uri))), Occur.FILTER)
                .build();
        List<String> ids = new ArrayList<>();
        reading(() -> {
            StoredFields fields = reader.storedFields();
            Lookup.each(
                    new IndexSearcher(reader),
                    query,
                    docId -> ids.add(StoredEntry.read(fields, docId, false).documentId()));
        });
        return ids;
    }

    private interface EntryAction {
        void accept(StoredEntry entry) throws IOException;
    }

    private void forEach(String kind, EntryAction action) {
        reading(() -> {
            StoredFields fields = reader.storedFields();
            Lookup.each(reader, kind(kind), docId -> action.accept(StoredEntry.read(fields, docId, false)));
        });
    }

    private interface Reading {
        void run() throws IOException;
    }

    private void reading(Reading what) {
        try {
            what.run();
        } catch (IOException e) {
            throw StoreErrors.of("read", folder, e);
        }
    }

    private static Term kind(String kind) {
        return new Term(IndexSchema.KIND, kind);
    }
}
