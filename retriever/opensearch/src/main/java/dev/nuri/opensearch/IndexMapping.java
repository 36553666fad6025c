package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.Compounds;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSchema;
import java.util.List;
import java.util.Set;

/** Settings and fields of the index in a cluster: those of {@link IndexSchema}, with analyzers that only split. */
final class IndexMapping {

    /** Saturation of term frequency, as the lexical leg has it. */
    static final double K1 = 0.6;
    /** Normalisation by length. */
    static final double B = 0.4;

    /** Hits that one search may be read to. */
    private static final int MAX_DEPTH = 100_000;

    /** Raised when fields, or what is written into them, change. */
    static final int FORMAT = 3;

    /** Passages of a document, on its entry. */
    static final String PASSAGES = "passages";
    /** {@link IdOrder} of a passage. */
    static final String ID_ORDER = "id_order";
    /** Number of the last publishing, on the entry {@link #META_ID}. */
    static final String GENERATION = "generation";

    static final String META_ID = "m:generation";

    /** Field beside a keyword field that scores its terms, several as one; a keyword field scores all alike. */
    static final String SCORED = ".scored";
    /** After the name of an analyzed field: the distinct terms of an entry, for lists of terms. */
    static final String WORDS = "_words";

    /** Fields whose words are completed: those of languages whose analyzers know words, and the neutral one. */
    static final Set<String> COMPLETED =
            Set.of(IndexSchema.BODY, IndexSchema.body("ko"), IndexSchema.body("ja"), IndexSchema.body("zh"));

    private static final String ANALYZER = "nuri_terms";

    private IndexMapping() {}

    /** The body of a request that makes the index. */
    static ObjectNode of(IndexEntries entries, OpenSearchConfig config) {
        ObjectNode index = Cluster.object();
        ObjectNode settings = index.putObject("settings");
        settings.put("number_of_shards", config.layout().shards());
        settings.put("number_of_replicas", config.layout().replicas());
        settings.put("max_result_window", MAX_DEPTH);
        // Shown when Nuri says so: a document and its passages at once.
        settings.put("refresh_interval", "-1");
        settings.put("index.knn", entries.dimension() > 0);
        settings.putObject("similarity")
                .putObject("default")
                .put("type", "BM25")
                .put("k1", K1)
                .put("b", B);
        analysis(settings.putObject("analysis"));
        ObjectNode mappings = index.putObject("mappings");
        mappings.put("dynamic", "strict");
        mappings.putObject("_meta")
                .put("format", FORMAT)
                .put("analysis", entries.analysis())
                .put("embedder", entries.embedderId())
                .put("dimension", entries.dimension());
        fields(mappings.putObject("properties"), entries, config);
        return index;
    }

    private static void analysis(ObjectNode analysis) {
        ObjectNode tokenizer = analysis.putObject("tokenizer").putObject("nuri_next");
        tokenizer.put("type", "char_group").put("max_token_length", 32_766);
        tokenizer.putArray("tokenize_on_chars").add(String.valueOf(JoinedTerms.NEXT));
        ObjectNode filters = analysis.putObject("filter");
        ObjectNode holes = filters.putObject("nuri_holes").put("type", "stop");
        holes.putArray("stopwords").add(String.valueOf(JoinedTerms.HOLE));
        ObjectNode stacked = filters.putObject("nuri_stacked").put("type", "pattern_capture");
        stacked.put("preserve_original", false);
        stacked.putArray("patterns").add("([^" + JoinedTerms.STACKED + "]+)");
        ObjectNode analyzer = analysis.putObject("analyzer").putObject(ANALYZER);
        analyzer.put("type", "custom").put("tokenizer", "nuri_next");
        analyzer.putArray("filter").add("nuri_holes").add("nuri_stacked");
    }

    private static void fields(ObjectNode fields, IndexEntries entries, OpenSearchConfig config) {
        for (String exact : List.of(
                IndexSchema.KIND,
                IndexSchema.DOCUMENT_ID,
                IndexSchema.PASSAGE_ID,
                IndexSchema.COLLECTION,
                IndexSchema.LANG,
                IndexSchema.MEDIA_TYPE,
                IndexSchema.SOURCE,
                IndexSchema.CONTENT_HASH,
                IndexSchema.DUPLICATE_OF,
                IndexSchema.READERS,
                IndexSchema.TYPING,
                IndexEntries.SOURCE_RECORD,
                IndexEntries.COLLECTION_RECORD,
                IndexEntries.SOURCE_URI,
                IndexEntries.LISTING_ORDER)) {
            fields.putObject(exact).put("type", "keyword");
        }
        scored(fields.putObject(IndexSchema.NAMES));
        scored(fields.putObject(IndexSchema.IDENTIFIERS));
        for (String stored : List.of(IndexSchema.URI, IndexEntries.ENTRY, IndexEntries.TEXT)) {
            fields.putObject(stored).put("type", "keyword").put("index", false).put("doc_values", false);
        }
        fields.putObject(IndexSchema.ORDINAL).put("type", "integer");
        fields.putObject(PASSAGES).put("type", "integer").put("index", false);
        fields.putObject(GENERATION).put("type", "long").put("index", false);
        for (String number :
                List.of(IndexSchema.FINGERPRINT, ID_ORDER, IndexEntries.PASSAGE_COUNT, IndexEntries.TEXT_BYTES)) {
            fields.putObject(number).put("type", "long").put("index", false);
        }
        analyzed(fields, IndexSchema.BODY);
        analyzed(fields, IndexSchema.TITLE);
        for (String key : entries.keys()) {
            analyzed(fields, IndexSchema.body(key));
            analyzed(fields, IndexSchema.title(key));
            if (Compounds.areOneWord(key)) {
                scored(fields.putObject(IndexSchema.compounds(key)));
            }
        }
        if (entries.dimension() > 0) {
            ObjectNode vector = fields.putObject(IndexSchema.VECTOR);
            vector.put("type", "knn_vector").put("dimension", entries.dimension());
            vector.putObject("method")
                    .put("name", "hnsw")
                    .put("engine", config.layout().vectors())
                    .put("space_type", "cosinesimil");
        }
    }

    private static void analyzed(ObjectNode fields, String name) {
        fields.putObject(name).put("type", "text").put("analyzer", ANALYZER).put("index_options", "positions");
        if (COMPLETED.contains(name)) {
            fields.putObject(name + WORDS).put("type", "keyword").put("index", false);
        }
    }

    /** Exact terms, of which several may count as one in a score. */
    private static void scored(ObjectNode field) {
        field.put("type", "keyword");
        field.putObject("fields")
                .putObject(SCORED.substring(1))
                .put("type", "text")
                .put("analyzer", ANALYZER)
                .put("norms", false)
                .put("index_options", "docs");
    }
}
