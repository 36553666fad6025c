package dev.nuri.indexer.store;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.SourceDocument;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.UnicodeUtil;

/**
 * What one document takes of its collection's quota.
 *
 * @param collection the collection
 * @param source key of the source that gave it
 * @param contentHash hash of its text
 * @param use what it takes
 */
record Weight(String collection, String source, String contentHash, Quota.Use use) {

    /** Of a document that is written. */
    static Weight of(SourceDocument document, List<Passage> passages) {
        return new Weight(
                document.collection(),
                Fields.sourceKey(document.collection(), SourceDocument.sourceUri(document.uri())),
                document.contentHash(),
                new Quota.Use(1, passages(document, passages.size()), bytes(document.text())));
    }

    /** Passages that count: a document that repeats another counts as if it had its own. */
    static long passages(SourceDocument document, int own) {
        return document.repeatedPassages().orElse(own);
    }

    /** UTF-8 bytes of a text. */
    static long bytes(String text) {
        return UnicodeUtil.calcUTF16toUTF8Length(text, 0, text.length());
    }

    /**
     * Of the document with an id; null when there is none.
     */
    static Weight read(IndexReader reader, String documentId) throws IOException {
        int docId = Lookup.last(reader, new Term(IndexSchema.DOCUMENT_ID, documentId));
        return docId < 0 ? null : read(reader, docId);
    }

    private static Weight read(IndexReader reader, int docId) throws IOException {
        List<LeafReaderContext> leaves = reader.leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(docId, leaves));
        int doc = docId - leaf.docBase;
        String collection = value(leaf.reader(), IndexSchema.COLLECTION, doc);
        String uri = StoredEntry.read(reader.storedFields(), docId, false).uri();
        return new Weight(
                collection,
                Fields.sourceKey(collection, SourceDocument.sourceUri(uri)),
                value(leaf.reader(), IndexSchema.CONTENT_HASH, doc),
                use(leaf.reader(), doc));
    }

    private static String value(LeafReader leaf, String field, int doc) throws IOException {
        SortedDocValues values = DocValues.getSorted(leaf, field);
        return values.advanceExact(doc) ? values.lookupOrd(values.ordValue()).utf8ToString() : "";
    }

    /** What the document at {@code doc} of a segment takes. */
    static Quota.Use use(LeafReader leaf, int doc) throws IOException {
        NumericDocValues passages = DocValues.getNumeric(leaf, Fields.PASSAGE_COUNT);
        NumericDocValues bytes = DocValues.getNumeric(leaf, Fields.TEXT_BYTES);
        return passages.advanceExact(doc) && bytes.advanceExact(doc)
                ? new Quota.Use(1, passages.longValue(), bytes.longValue())
                : measured(leaf, doc);
    }

    /** Of an entry from before these were written: counted and read. */
    private static Quota.Use measured(LeafReader leaf, int doc) throws IOException {
        StoredEntry stored = StoredEntry.read(leaf.storedFields(), doc, true);
        long[] block = {-1};
        Lookup.each(leaf, new Term(IndexSchema.DOCUMENT_ID, stored.documentId()), _ -> block[0]++);
        return new Quota.Use(1, Math.max(0, block[0]), bytes(stored.text()));
    }
}
