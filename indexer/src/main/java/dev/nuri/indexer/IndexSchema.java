package dev.nuri.indexer;

/**
 * The Lucene fields of an index. Five kinds of entries share it, told apart by {@link #KIND}: passages, documents,
 * sources, collections that not everyone may read, and quotas of collections. A document's entry follows its passages in one block.
 *
 * <p>Text is indexed twice: in the field of the passage's language, with that language's analyzer, and in a
 * language-neutral field, so that a wrong guess of the language still finds.
 */
public final class IndexSchema {

    /** Kind of entry: one of the {@code KIND_} values. Indexed. */
    public static final String KIND = "kind";

    public static final String KIND_PASSAGE = "passage";
    public static final String KIND_DOCUMENT = "document";
    public static final String KIND_SOURCE = "source";
    public static final String KIND_COLLECTION = "collection";
    public static final String KIND_QUOTA = "quota";

    /**
     * Who may read an entry, {@linkplain Readers#encoded encoded}; absent or empty for everyone who may read its
     * collection. Binary doc value, which changes in place.
     */
    public static final String READERS = "readers";

    /** Id of the document; on passages and documents. Indexed, stored. */
    public static final String DOCUMENT_ID = "document_id";
    /** Ordinal of a passage. Stored and doc value. */
    public static final String ORDINAL = "ordinal";
    /** Id of a passage, {@link Passage#id()}. Sorted doc value: breaks ties of score. */
    public static final String PASSAGE_ID = "passage_id";
    /** Collection; indexed and sorted doc value (facet). */
    public static final String COLLECTION = "collection";
    /** Language of the passage (or of the document, on its entry); indexed and sorted doc value (facet). */
    public static final String LANG = "lang";
    /** Media type of the document; indexed and sorted doc value (facet). */
    public static final String MEDIA_TYPE = "media_type";
    /** URI of the document or source; on passages their document's. Stored. */
    public static final String URI = "uri";
    /** {@code collection LF uri} of the source that gave an entry. Indexed. */
    public static final String SOURCE = "source";
    /** Content hash of the document. Indexed and sorted doc value on documents. */
    public static final String CONTENT_HASH = "content_hash";
    /** Id of the document whose text a document repeats, so that it has no passages of its own. Indexed on documents. */
    public static final String DUPLICATE_OF = "duplicate_of";
    /** 64-bit SimHash of a passage's text; numeric doc value. */
    public static final String FINGERPRINT = "fingerprint";
    /** Passage text, language-neutral analysis. Indexed with positions; the fields of languages have offsets too. */
    public static final String BODY = "body";
    /** Document title and headings of the passage, language-neutral analysis. */
    public static final String TITLE = "title";
    /** Title and headings under the keys by which they are completed, each a {@link TypingTerm}; on documents. */
    public static final String TYPING = "typing";
    /** Names in title, headings and body by their sound, each a {@link NameKey}; on passages. */
    public static final String NAMES = "names";
    /** Identifiers in title, headings and body, as {@link Identifiers} finds them; on passages. */
    public static final String IDENTIFIERS = "identifiers";
    /** What may be a compound in title, headings and body, {@linkplain Compounds#reversed from its end}; on passages. */
    public static final String COMPOUNDS = "compounds";
    /** Dense vector of a passage; absent when the embedder does not know its language. */
    public static final String VECTOR = "vector";

    private IndexSchema() {}

    /**
     * Body field of a language.
     *
     * @param key a key of {@link LanguageAnalyzers#keyOf}
     */
    public static String body(String key) {
        return BODY + "_" + key;
    }

    /**
     * Title and headings field of a language.
     *
     * @param key a key of {@link LanguageAnalyzers#keyOf}
     */
    public static String title(String key) {
        return TITLE + "_" + key;
    }

    /**
     * Field of a language's compounds.
     *
     * @param key a key of {@link LanguageAnalyzers#keyOf}
     */
    public static String compounds(String key) {
        return COMPOUNDS + "_" + key;
    }
}
