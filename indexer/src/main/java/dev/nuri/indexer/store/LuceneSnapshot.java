package dev.nuri.indexer.store;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;

/** What was visible at some time, held open, as one viewer sees it. The files it reads stay on disk until it is closed. */
final class LuceneSnapshot implements IndexSnapshot {

    private final Searchers searchers;
    private final Views views;
    private final Viewer viewer;
    /** Of all that was visible. */
    private final Searchers.Visible held;

    private final IndexSearcher searcher;
    private final StoreSettings settings;
    private final String folder;
    private final AtomicBoolean closed = new AtomicBoolean();

    LuceneSnapshot(Searchers searchers, Views views, Viewer viewer, StoreSettings settings, String folder)
            throws IOException {
        this.searchers = searchers;
        this.views = views;
        this.viewer = viewer;
        this.settings = settings;
        this.folder = folder;
        this.held = searchers.acquire();
        try {
            this.searcher = viewer.readsAll() ? held : restricted(views.of(whole(), viewer));
        } catch (IOException | RuntimeException | Error e) {
            searchers.release(held);
            throw e;
        }
    }

    /** Filters are not cached: a cached one would be of all entries. */
    private static IndexSearcher restricted(DirectoryReader view) {
        IndexSearcher searcher = new IndexSearcher(view);
        searcher.setSimilarity(WriterFactory.SIMILARITY);
        searcher.setQueryCache(null);
        return searcher;
    }

    private DirectoryReader whole() {
        return (DirectoryReader) held.getIndexReader();
    }

    @Override
    public EntrySearcher searcher() {
        return new LuceneSearcher(indexSearcher(), viewer.readsAll());
    }

    /** Lucene's own searcher of what the viewer may read. */
    IndexSearcher indexSearcher() {
        if (closed.get()) {
            throw new IllegalStateException("the snapshot is closed");
        }
        return searcher;
    }

    @Override
    public long generation() {
        return held.generation();
    }

    @Override
    public boolean allows(String collection, SortedSet<String> readers) {
        return viewer.isAmong(readers) && Views.allows(viewer, views.collectionReaders(whole()), collection);
    }

    @Override
    public Map<String, SortedSet<String>> collectionReaders() {
        return views.collectionReaders(whole());
    }

    @Override
    public Map<String, Quota.Standing> quotas() {
        return viewer.readsAll() ? reading(Quotas::standings) : Map.of();
    }

    @Override
    public Optional<SortedSet<String>> readers(String documentId) {
        return reading(reader -> {
            int docId = Lookup.last(reader, new Term(IndexSchema.DOCUMENT_ID, documentId));
            return docId < 0 ? Optional.empty() : Optional.of(ReadersField.read(reader, docId));
        });
    }

    @Override
    public String embedderId() {
        return settings.embedder();
    }

    @Override
    public Embedder embedder() {
        return settings.encoder();
    }

    @Override
    public Optional<SourceDocument> document(String documentId) {
        return reading(reader -> {
            int docId = Lookup.last(reader, new Term(IndexSchema.DOCUMENT_ID, documentId));
            return docId < 0 ? Optional.empty() : Optional.of(document(reader, docId, true));
        });
    }

    private SourceDocument document(IndexReader reader, int docId, boolean wantsText) throws IOException {
        SourceDocument document =
                StoredEntry.read(reader.storedFields(), docId, wantsText).document(ReadersField.read(reader, docId));
        String original = document.metadata().get(SourceDocument.DUPLICATE_OF);
        if (original == null
                || viewer.readsAll()
                || Lookup.last(reader, new Term(IndexSchema.DOCUMENT_ID, original)) >= 0) {
            return document;
        }
        // The readers of one of the two have just changed: the duplicate gets passages of its own soon.
        return document.asFirst();
    }

    @Override
    public StoredPassage passage(int number) {
        return reading(reader -> {
            StoredEntry stored = StoredEntry.read(reader.storedFields(), number, true);
            Entries.PassageEntry entry = stored.passageEntry();
            return new StoredPassage(
                    stored.passage(entry),
                    entry.title(),
                    stored.uri(),
                    entry.collection(),
                    entry.mediaType(),
                    fingerprint(reader, number));
        });
    }

    private static long fingerprint(IndexReader reader, int docId) throws IOException {
        List<LeafReaderContext> leaves = reader.leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(docId, leaves));
        NumericDocValues values = leaf.reader().getNumericDocValues(IndexSchema.FINGERPRINT);
        if (values == null || !values.advanceExact(docId - leaf.docBase)) {
            throw new IllegalArgumentException("entry " + docId + " is not a passage");
        }
        return values.longValue();
    }

    @Override
    public List<Passage> passages(String documentId) {
        return reading(reader -> {
            List<Integer> block = new ArrayList<>();
            Lookup.each(reader, new Term(IndexSchema.DOCUMENT_ID, documentId), block::add);
            StoredFields fields = reader.storedFields();
            List<Passage> passages = new ArrayList<>(block.size());
            for (int i = 0; i < block.size() - 1; i++) {
                StoredEntry stored = StoredEntry.read(fields, block.get(i), true);
                passages.add(stored.passage(stored.passageEntry()));
            }
            return passages;
        });
    }

    @Override
    public List<SourceDocument> documents(String collection, int offset, int limit) {
        if (offset < 0 || limit < 0) {
            throw new IllegalArgumentException("offset and limit must be at least 0, got " + offset + " and " + limit);
        }
        return reading(reader -> {
            int wanted = (int) Math.min((long) offset + limit, reader.maxDoc());
            if (wanted <= offset) {
                return List.of();
            }
            Sort order = new Sort(new SortField(Fields.LISTING_ORDER, SortField.Type.STRING));
            ScoreDoc[] found = searcher.search(documentsOf(collection), wanted, order).scoreDocs;
            List<SourceDocument> documents = new ArrayList<>(Math.max(0, found.length - offset));
            for (int i = offset; i < found.length; i++) {
                documents.add(document(reader, found[i].doc, false));
            }
            return documents;
        });
    }

    private static Query documentsOf(String collection) {
        Query documents = new TermQuery(new Term(IndexSchema.KIND, IndexSchema.KIND_DOCUMENT));
        if (collection == null) {
            return documents;
        }
        return new BooleanQuery.Builder()
                .add(documents, Occur.FILTER)
                .add(new TermQuery(new Term(IndexSchema.COLLECTION, collection)), Occur.FILTER)
                .build();
    }

    @Override
    public Map<String, CollectionStats> collections() {
        return reading(_ -> CollectionCounts.of(searcher));
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                searchers.release(held);
            } catch (IOException e) {
                throw StoreErrors.of("close", folder, e);
            }
        }
    }

    private interface Reading<T> {
        T from(IndexReader reader) throws IOException;
    }

    private <T> T reading(Reading<T> what) {
        try {
            return what.from(indexSearcher().getIndexReader());
        } catch (IOException e) {
            throw StoreErrors.of("read", folder, e);
        }
    }
}
