package dev.nuri.indexer.store;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import java.io.IOException;
import java.util.SortedSet;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.StoredFieldVisitor;
import org.apache.lucene.index.StoredFields;

/** The stored fields of one entry. */
final class StoredEntry extends StoredFieldVisitor {

    private final boolean wantsText;
    private String documentId;
    private String uri;
    private String text = "";
    private int ordinal;
    private byte[] entry;

    private StoredEntry(boolean wantsText) {
        this.wantsText = wantsText;
    }

    /**
     * Reads an entry.
     *
     * @param wantsText whether to read the text too, which may be many megabytes
     */
    static StoredEntry read(StoredFields fields, int docId, boolean wantsText) throws IOException {
        StoredEntry entry = new StoredEntry(wantsText);
        fields.document(docId, entry);
        return entry;
    }

    /** @param readers which are no stored field, see {@link ReadersField} */
    SourceDocument document(SortedSet<String> readers) throws IOException {
        return Entries.document(entry, documentId, uri, text, readers);
    }

    Entries.CollectionEntry collection() throws IOException {
        return Entries.collection(entry);
    }

    Entries.QuotaEntry quota() throws IOException {
        return Entries.quota(entry);
    }

    String text() {
        return text;
    }

    String documentId() {
        return documentId;
    }

    Passage passage() throws IOException {
        return passage(Entries.passage(entry));
    }

    Passage passage(Entries.PassageEntry e) {
        return new Passage(documentId, ordinal, e.start(), e.end(), text, e.lang(), e.headings(), e.page());
    }

    Entries.PassageEntry passageEntry() throws IOException {
        return Entries.passage(entry);
    }

    SourceRecord source() throws IOException {
        return Entries.source(entry, uri);
    }

    String uri() {
        return uri;
    }

    @Override
    public Status needsField(FieldInfo field) {
        return switch (field.name) {
            case IndexSchema.DOCUMENT_ID, IndexSchema.URI, IndexSchema.ORDINAL, Fields.ENTRY -> Status.YES;
            case Fields.TEXT -> wantsText ? Status.YES : Status.STOP;
            default -> Status.NO;
        };
    }

    @Override
    public void stringField(FieldInfo field, String value) {
        switch (field.name) {
            case IndexSchema.DOCUMENT_ID -> documentId = value;
            case IndexSchema.URI -> uri = value;
            default -> text = value;
        }
    }

    @Override
    public void intField(FieldInfo field, int value) {
        ordinal = value;
    }

    @Override
    public void binaryField(FieldInfo field, byte[] value) {
        entry = value;
    }
}
