package dev.nuri.indexer;

import dev.nuri.indexer.store.CommitStamp;
import dev.nuri.indexer.store.Entries;
import dev.nuri.indexer.store.Fields;
import dev.nuri.indexer.store.StoreSettings;
import dev.nuri.indexer.store.WriteRules;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;

/**
 * The entries of an index, the same on every engine: what documents, passages, sources and collections become, with the
 * fields of {@link IndexSchema} and a few that are only stored, and back. Thread-safe.
 */
public final class IndexEntries {

    /** JSON of all of an entry but text and ids. Stored. */
    public static final String ENTRY = Fields.ENTRY;
    /** Text of a passage or document. Stored. */
    public static final String TEXT = Fields.TEXT;
    /** Unique key of a source's entry, {@link #sourceKey}. Indexed. */
    public static final String SOURCE_RECORD = Fields.SOURCE_RECORD;
    /** Name of a collection on its own entry. Indexed. */
    public static final String COLLECTION_RECORD = Fields.COLLECTION_RECORD;
    /** How many passages a document counts for. Numeric doc value. */
    public static final String PASSAGE_COUNT = Fields.PASSAGE_COUNT;
    /** How many bytes of text a document counts for. Numeric doc value. */
    public static final String TEXT_BYTES = Fields.TEXT_BYTES;
    /** URI of a source, for prefixes of it. Indexed. */
    public static final String SOURCE_URI = Fields.SOURCE_URI;
    /** Place of a document in listings: bytes in whose order they are listed. Sorted doc value. */
    public static final String LISTING_ORDER = Fields.LISTING_ORDER;

    private final StoreSettings settings;
    private final Set<String> keys;
    private final Fields fields;
    private final WriteRules rules;

    private IndexEntries(StoreSettings settings, Set<String> keys) {
        this.settings = settings;
        this.keys = Set.copyOf(keys);
        this.fields = new Fields(settings.keyOf(), settings.analyzer());
        this.rules = new WriteRules(settings);
    }

    /**
     * Entries as Nuri's analyzers make them.
     *
     * @param embedder whose vectors passages have; null for none
     */
    public static IndexEntries of(LanguageAnalyzers analyzers, Embedder embedder) {
        StoreSettings settings =
                StoreSettings.of(analyzers.perField(), analyzers::keyOf, analyzers.fingerprint(), embedder, 0);
        return new IndexEntries(settings, analyzers.keys());
    }

    /**
     * Entries with another analyzer and no languages.
     *
     * @param analysis fingerprint of the analyzer
     * @param embedder id of the embedder
     * @param dimension of its vectors
     */
    public static IndexEntries of(Analyzer analyzer, String analysis, String embedder, int dimension) {
        UnaryOperator<String> noLanguages = _ -> null;
        StoreSettings settings =
                new StoreSettings(analyzer, noLanguages, analysis, embedder, dimension, null, CommitStamp.FORMAT, 0);
        return new IndexEntries(settings, Set.of());
    }

    /** The analyzer of each text field. */
    public Analyzer analyzer() {
        return settings.analyzer();
    }

    /** Keys of the languages that have fields of their own. */
    public Set<String> keys() {
        return keys;
    }

    /** Fingerprint of the analyzers. */
    public String analysis() {
        return settings.analysis();
    }

    /** Id of the embedder. */
    public String embedderId() {
        return settings.embedder();
    }

    /** Components of a vector; 0 when there are none. */
    public int dimension() {
        return settings.dimension();
    }

    /** What makes the vectors; null when there are none. */
    public Embedder embedder() {
        return settings.encoder();
    }

    /**
     * Passes when an index was built as these entries are.
     *
     * @throws NuriException CONFLICT when it was not, saying what differs and what to do
     */
    public void requireSame(String analysis, String embedder, int dimension) {
        new CommitStamp(CommitStamp.FORMAT, 0, analysis, embedder, dimension, 1).require(settings);
    }

    /**
     * Passes when a document may be written.
     *
     * @param vectors one a passage, each of unit length or null; null for none
     * @throws NuriException when it breaks a rule
     * @throws IllegalArgumentException when the vectors are not those of the passages
     */
    public void check(SourceDocument document, List<Passage> passages, float[][] vectors) {
        rules.check(document, passages, vectors);
    }

    /** Passes when the record of a source may be written. */
    public void check(SourceRecord source) {
        rules.check(source);
    }

    /** The key of a source among those of all collections. */
    public static String sourceKey(String collection, String uri) {
        return Fields.sourceKey(collection, uri);
    }

    /** A document's passages in order, then the document itself. */
    public List<Document> block(SourceDocument document, List<Passage> passages, float[][] vectors) {
        return fields.block(document, passages, vectors);
    }

    /** The record of a source. */
    public static Document source(SourceRecord source) {
        return Fields.source(source);
    }

    /** A collection that not everyone may read. */
    public static Document collection(String name, SortedSet<String> readers) {
        return Fields.collection(name, readers);
    }

    /**
     * The document of an entry.
     *
     * @param entry {@link #ENTRY}
     */
    public static SourceDocument document(byte[] entry, String id, String uri, String text, SortedSet<String> readers)
            throws IOException {
        return Entries.document(entry, id, uri, text, readers);
    }

    /**
     * The passage of an entry.
     *
     * @param entry {@link #ENTRY}
     */
    public static IndexSnapshot.StoredPassage passage(
            byte[] entry, String documentId, String uri, int ordinal, String text, long fingerprint)
            throws IOException {
        Entries.PassageEntry e = Entries.passage(entry);
        Passage passage = new Passage(documentId, ordinal, e.start(), e.end(), text, e.lang(), e.headings(), e.page());
        return new IndexSnapshot.StoredPassage(passage, e.title(), uri, e.collection(), e.mediaType(), fingerprint);
    }

    /**
     * The source of an entry.
     *
     * @param entry {@link #ENTRY}
     */
    public static SourceRecord source(byte[] entry, String uri) throws IOException {
        return Entries.source(entry, uri);
    }

    /**
     * A collection's name and readers.
     *
     * @param entry {@link #ENTRY}
     */
    public static Map.Entry<String, SortedSet<String>> collection(byte[] entry) throws IOException {
        Entries.CollectionEntry collection = Entries.collection(entry);
        return Map.entry(collection.name(), Readers.of(collection.readers()));
    }
}
