package dev.nuri.indexer.store;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.SourcesBeingRead;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * What writes do to an index in Lucene's memory, and what of that no reader shows yet. Nothing here is durable by itself.
 * Each write tells whether it changed anything, and takes or gives back what quotas count. Writes may be done by many threads;
 * what else is done with the whole of them ({@link #publishing}, {@link #dropped}, {@link #listSourcesBeingRead}) while nobody
 * writes.
 */
final class Changes {

    /** The index they are made in. */
    interface Index {

        /** What writes to it now. */
        IndexWriter writer();

        /** Reads what is visible. */
        <T> T visible(Seen<T> what) throws IOException;
    }

    /** What is visible of something. */
    interface Seen<T> {
        T from(IndexReader reader) throws IOException;
    }

    /** What is not visible yet: written last, and, while a reader is being opened, what that is to show. */
    private record Unpublished(Pending written, Pending publishing) {}

    private final Index index;
    private final Fields fields;
    private final Quotas quotas;
    private final SourceLookup sources;
    private final SourcesBeingRead beingRead = new SourcesBeingRead();
    private volatile Unpublished unpublished = new Unpublished(new Pending(), new Pending());

    Changes(Index index, Fields fields, Quotas quotas) {
        this.index = index;
        this.fields = fields;
        this.quotas = quotas;
        this.sources = new SourceLookup(index, this::unpublished);
    }

    /** Records of sources as of now. */
    SourceLookup sources() {
        return sources;
    }

    /** What is not visible yet, the newer first. */
    private List<Pending> unpublished() {
        Unpublished now = unpublished;
        return List.of(now.written, now.publishing);
    }

    boolean replace(SourceDocument document, List<Passage> passages, float[][] vectors) throws IOException {
        String key = Fields.sourceKey(document.collection(), SourceDocument.sourceUri(document.uri()));
        List<Document> block = fields.block(document, passages, vectors);
        Weight after = Weight.of(document, passages);
        Weight before = quotas.concern(document.collection()) ? weight(document.id()) : null;
        quotas.replace(before, after);
        try {
            index.writer().updateDocuments(new Term(IndexSchema.DOCUMENT_ID, document.id()), block);
        } catch (IOException | RuntimeException e) {
            quotas.restore(before, after);
            throw e;
        }
        Pending pending = unpublished.written;
        pending.documents.add(document.id());
        pending.weights.put(document.id(), Optional.of(after));
        pending.documentSources.add(key);
        beingRead.written(key, document.id());
        return true;
    }

    boolean delete(String documentId) throws IOException {
        if (!isThere(documentId)) {
            return false;
        }
        Weight counted = counted(documentId);
        index.writer().deleteDocuments(new Term(IndexSchema.DOCUMENT_ID, documentId));
        gone(documentId, counted);
        unpublished.written.markChanged();
        return true;
    }

    /** What quotas count of a document; null when they count nothing of it. */
    private Weight counted(String documentId) throws IOException {
        return quotas.areNone() ? null : weight(documentId);
    }

    private void gone(String documentId, Weight counted) {
        quotas.give(counted);
        unpublished.written.weights.put(documentId, Optional.empty());
    }

    /** In Lucene one change too, so that no commit that is made meanwhile holds half of it. */
    boolean delete(String documentId, SourceRecord source) throws IOException {
        String key = Fields.sourceKey(source.collection(), source.uri());
        Query both = new BooleanQuery.Builder()
                .add(new TermQuery(new Term(IndexSchema.DOCUMENT_ID, documentId)), Occur.SHOULD)
                .add(new TermQuery(new Term(Fields.SOURCE_RECORD, key)), Occur.SHOULD)
                .build();
        Weight counted = counted(documentId);
        index.writer().updateDocuments(both, List.of(Fields.source(source)));
        gone(documentId, counted);
        Pending pending = unpublished.written;
        pending.sources.put(key, Optional.of(source));
        pending.markChanged();
        beingRead.recorded(key, source);
        return true;
    }

    boolean setReaders(String documentId, SortedSet<String> readers) throws IOException {
        if (!isThere(documentId)) {
            return false;
        }
        index.writer().updateDocValues(new Term(IndexSchema.DOCUMENT_ID, documentId), ReadersField.of(readers));
        unpublished.written.markChanged();
        return true;
    }

    private boolean isThere(String documentId) throws IOException {
        return unpublished().stream().anyMatch(pending -> pending.documents.contains(documentId))
                || isVisible(new Term(IndexSchema.DOCUMENT_ID, documentId));
    }

    private boolean isVisible(Term term) throws IOException {
        return index.visible(reader -> Lookup.last(reader, term) >= 0);
    }

    boolean setCollectionReaders(String collection, SortedSet<String> readers) throws IOException {
        Term term = new Term(Fields.COLLECTION_RECORD, collection);
        if (readers.isEmpty()) {
            index.writer().deleteDocuments(term);
        } else {
            index.writer().updateDocument(term, Fields.collection(collection, readers));
        }
        unpublished.written.markChanged();
        return true;
    }

    boolean setCollectionQuota(String collection, Quota quota) throws IOException {
        Term term = new Term(Fields.QUOTA_RECORD, collection);
        if (quota.equals(Quota.NONE)) {
            index.writer().deleteDocuments(term);
        } else {
            index.writer().updateDocument(term, Fields.quota(collection, quota));
        }
        unpublished.written.markChanged();
        return true;
    }

    /** What a document takes, as of now; null when it is not there. */
    private Weight weight(String documentId) throws IOException {
        for (Pending pending : unpublished()) {
            Optional<Weight> written = pending.weights.get(documentId);
            if (written != null) {
                return written.orElse(null);
            }
        }
        return index.visible(reader -> Weight.read(reader, documentId));
    }

    /** Ids of the documents that a source gave, as of now and perhaps some that are gone already. */
    private List<String> documentIds(String collection, String uri) throws IOException {
        String key = Fields.sourceKey(collection, uri);
        Set<String> ids = new HashSet<>(
                index.visible(reader -> new StoredContent(reader, "the folder in use").documentIds(collection, uri)));
        for (Pending pending : unpublished()) {
            if (pending.documentSources.contains(key)) {
                pending.weights.forEach((id, weight) ->
                        weight.filter(written -> written.source().equals(key)).ifPresent(_ -> ids.add(id)));
            }
        }
        return List.copyOf(ids);
    }

    boolean putSource(SourceRecord source) throws IOException {
        record(source);
        beingRead.recorded(Fields.sourceKey(source.collection(), source.uri()), source);
        return true;
    }

    private void record(SourceRecord source) throws IOException {
        String key = Fields.sourceKey(source.collection(), source.uri());
        index.writer().updateDocument(new Term(Fields.SOURCE_RECORD, key), Fields.source(source));
        unpublished.written.sources.put(key, Optional.of(source));
    }

    boolean deleteSource(String collection, String uri) throws IOException {
        String key = Fields.sourceKey(collection, uri);
        Term term = new Term(IndexSchema.SOURCE, key);
        if (!sources.isWritten(key) && !isVisible(term)) {
            return false;
        }
        Map<String, Weight> gone = new HashMap<>();
        for (String id : documentIds(collection, uri)) {
            gone.put(id, counted(id));
        }
        index.writer().deleteDocuments(term);
        gone.forEach(this::gone);
        unpublished.written.sources.put(key, Optional.empty());
        beingRead.forget(key);
        return true;
    }

    /** A document is written again from a log: whether its source was only begun may be known from its record alone. */
    void resume(SourceDocument document) throws IOException {
        String uri = SourceDocument.sourceUri(document.uri());
        String key = Fields.sourceKey(document.collection(), uri);
        if (!beingRead.knows(key)) {
            sources.get(document.collection(), uri)
                    .filter(SourceRecord::isBegun)
                    .ifPresent(record -> beingRead.recorded(key, record));
        }
    }

    /** Has the records of sources that are being read list every document written so far. */
    void listSourcesBeingRead() throws IOException {
        for (SourceRecord source : beingRead.behind()) {
            record(source);
        }
    }

    /** Everything written before this is for the reader that is opened next. */
    synchronized void publishing() {
        Pending next = unpublished.written;
        next.addOlder(unpublished.publishing);
        unpublished = new Unpublished(new Pending(), next);
    }

    /** Whether there is nothing for that reader to show. */
    boolean isNothingToPublish() {
        return unpublished.publishing.isEmpty();
    }

    /** That reader was given out. */
    synchronized void published() {
        unpublished = new Unpublished(unpublished.written, new Pending());
    }

    /** Lucene went back to its last commit. */
    synchronized void dropped() {
        unpublished = new Unpublished(new Pending(), new Pending());
    }
}
