package dev.nuri.indexer.store;

import dev.nuri.indexer.Compounds;
import dev.nuri.indexer.Identifiers;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.Names;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.TypingTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/** Makes Lucene entries of documents, passages and sources, with the fields of {@link IndexSchema}. */
public final class Fields {

    /** JSON of {@link Entries}; stored. */
    public static final String ENTRY = "entry";
    /** Text of a passage or document, stored after {@link #ENTRY} so that a listing stops before it. */
    public static final String TEXT = "text";
    /** Unique key of a source entry, {@link #sourceKey}; indexed. */
    public static final String SOURCE_RECORD = "source_record";
    /** Name of a collection on its own entry; indexed. */
    public static final String COLLECTION_RECORD = "collection_record";
    /** Name of a collection on the entry of its quota; indexed. */
    static final String QUOTA_RECORD = "quota_record";
    /** {@link Weight#passages} of a document; numeric doc value. */
    public static final String PASSAGE_COUNT = "passage_count";
    /** {@link Weight#bytes} of a document; numeric doc value. */
    public static final String TEXT_BYTES = "text_bytes";
    /** URI of a source, for prefixes of it; indexed. */
    public static final String SOURCE_URI = "source_uri";
    /** Place of a document in listings; sorted doc value. */
    public static final String LISTING_ORDER = "listing_order";

    private static final FieldType WITH_OFFSETS = indexed(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS);
    private static final FieldType WITH_POSITIONS = indexed(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);

    private final UnaryOperator<String> keyOf;
    private final Analyzer analyzer;

    /**
     * Fields as an index has them.
     *
     * @param keyOf language tag to analyzer key
     * @param analyzer of each field
     */
    public Fields(UnaryOperator<String> keyOf, Analyzer analyzer) {
        this.keyOf = keyOf;
        this.analyzer = analyzer;
    }

    /** Passages in order, then their document: the block that {@link IndexSchema} describes. */
    public List<Document> block(SourceDocument document, List<Passage> passages, float[][] vectors) {
        String source = sourceKey(document.collection(), SourceDocument.sourceUri(document.uri()));
        List<Document> block = new ArrayList<>(passages.size() + 1);
        for (int i = 0; i < passages.size(); i++) {
            block.add(passage(document, passages.get(i), vectors == null ? null : vectors[i], source));
        }
        block.add(document(document, passages.size(), source));
        return block;
    }

    private Document passage(SourceDocument document, Passage passage, float[] vector, String source) {
        Document entry = common(document, IndexSchema.KIND_PASSAGE, passage.lang(), source);
        entry.add(new SortedDocValuesField(IndexSchema.PASSAGE_ID, new BytesRef(passage.id())));
        entry.add(new StoredField(IndexSchema.ORDINAL, passage.ordinal()));
        entry.add(new NumericDocValuesField(IndexSchema.ORDINAL, passage.ordinal()));
        entry.add(new NumericDocValuesField(IndexSchema.FINGERPRINT, SimHash.of(passage.text())));
        entry.add(new StoredField(ENTRY, Entries.encode(passage, document)));
        entry.add(new StoredField(TEXT, passage.text()));
        String title = titleAndHeadings(document, passage);
        String key = keyOf.apply(passage.lang());
        analyzed(entry, passage.text(), title, key);
        String all = title + "\n" + passage.text();
        if (Compounds.areOneWord(key)) {
            for (String compound : Compounds.in(analyzer, IndexSchema.body(key), all)) {
                entry.add(new StringField(IndexSchema.compounds(key), Compounds.reversed(compound), Field.Store.NO));
            }
        }
        for (String name : names(all, passage.lang())) {
            entry.add(new StringField(IndexSchema.NAMES, name, Field.Store.NO));
        }
        for (String identifier : Identifiers.in(all)) {
            entry.add(new StringField(IndexSchema.IDENTIFIERS, identifier, Field.Store.NO));
        }
        if (vector != null) {
            entry.add(new KnnFloatVectorField(IndexSchema.VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
        }
        return entry;
    }

    private static void analyzed(Document entry, String body, String title, String key) {
        entry.add(new Field(IndexSchema.BODY, body, WITH_POSITIONS));
        entry.add(new Field(IndexSchema.TITLE, title, WITH_POSITIONS));
        if (key != null) {
            entry.add(new Field(IndexSchema.body(key), body, WITH_OFFSETS));
            entry.add(new Field(IndexSchema.title(key), title, WITH_POSITIONS));
        }
    }

    private static Set<String> names(String text, String lang) {
        Set<String> names = new TreeSet<>();
        Names.written(text, lang).forEach(name -> name.keys().forEach(key -> names.add(key.encoded())));
        return names;
    }

    private static Document document(SourceDocument document, int passages, String source) {
        Document entry = common(document, IndexSchema.KIND_DOCUMENT, document.lang(), source);
        exact(entry, IndexSchema.CONTENT_HASH, document.contentHash());
        entry.add(new NumericDocValuesField(PASSAGE_COUNT, Weight.passages(document, passages)));
        entry.add(new NumericDocValuesField(TEXT_BYTES, Weight.bytes(document.text())));
        entry.add(new SortedDocValuesField(LISTING_ORDER, ListingOrder.key(document.title(), document.id())));
        String duplicateOf = document.metadata().get(SourceDocument.DUPLICATE_OF);
        if (duplicateOf != null) {
            entry.add(new StringField(IndexSchema.DUPLICATE_OF, duplicateOf, Field.Store.NO));
        }
        for (TypingTerm term : TypingTerm.of(document)) {
            entry.add(new StringField(IndexSchema.TYPING, term.encoded(), Field.Store.NO));
        }
        entry.add(new StoredField(ENTRY, Entries.encode(document)));
        entry.add(new StoredField(TEXT, document.text()));
        return entry;
    }

    private static Document common(SourceDocument document, String kind, String lang, String source) {
        Document entry = new Document();
        entry.add(new StringField(IndexSchema.KIND, kind, Field.Store.NO));
        entry.add(new StringField(IndexSchema.DOCUMENT_ID, document.id(), Field.Store.YES));
        entry.add(new StringField(IndexSchema.SOURCE, source, Field.Store.NO));
        entry.add(new StoredField(IndexSchema.URI, document.uri()));
        exact(entry, IndexSchema.COLLECTION, document.collection());
        exact(entry, IndexSchema.LANG, lang);
        exact(entry, IndexSchema.MEDIA_TYPE, document.mediaType());
        ReadersField.add(entry, document.readers());
        return entry;
    }

    /** The record of a source. */
    public static Document source(SourceRecord source) {
        String key = sourceKey(source.collection(), source.uri());
        Document entry = new Document();
        entry.add(new StringField(IndexSchema.KIND, IndexSchema.KIND_SOURCE, Field.Store.NO));
        entry.add(new StringField(SOURCE_RECORD, key, Field.Store.NO));
        entry.add(new StringField(IndexSchema.SOURCE, key, Field.Store.NO));
        entry.add(new StringField(SOURCE_URI, source.uri(), Field.Store.NO));
        entry.add(new StoredField(IndexSchema.URI, source.uri()));
        exact(entry, IndexSchema.COLLECTION, source.collection());
        entry.add(new StoredField(ENTRY, Entries.encode(source)));
        ReadersField.add(entry, source.access().readers());
        return entry;
    }

    /** A collection that not everyone may read. */
    public static Document collection(String name, SortedSet<String> readers) {
        Document entry = new Document();
        entry.add(new StringField(IndexSchema.KIND, IndexSchema.KIND_COLLECTION, Field.Store.NO));
        entry.add(new StringField(COLLECTION_RECORD, name, Field.Store.NO));
        exact(entry, IndexSchema.COLLECTION, name);
        entry.add(new StoredField(ENTRY, Entries.encode(name, readers)));
        return entry;
    }

    static Document quota(String collection, Quota quota) {
        Document entry = new Document();
        entry.add(new StringField(IndexSchema.KIND, IndexSchema.KIND_QUOTA, Field.Store.NO));
        entry.add(new StringField(QUOTA_RECORD, collection, Field.Store.NO));
        exact(entry, IndexSchema.COLLECTION, collection);
        entry.add(new StoredField(ENTRY, Entries.encode(collection, quota)));
        return entry;
    }

    /** Collections have no line feed in their name, so this is unambiguous. */
    public static String sourceKey(String collection, String uri) {
        return collection + "\n" + uri;
    }

    private static String titleAndHeadings(SourceDocument document, Passage passage) {
        return passage.headings().isEmpty()
                ? document.title()
                : document.title() + "\n" + String.join("\n", passage.headings());
    }

    private static void exact(Document entry, String field, String value) {
        entry.add(new StringField(field, value, Field.Store.NO));
        entry.add(new SortedDocValuesField(field, new BytesRef(value)));
    }

    private static FieldType indexed(IndexOptions options) {
        FieldType type = new FieldType();
        type.setTokenized(true);
        type.setIndexOptions(options);
        type.freeze();
        return type;
    }
}
