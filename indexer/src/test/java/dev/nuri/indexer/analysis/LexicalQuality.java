package dev.nuri.indexer.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * How well an analyzer alone retrieves: MRR@10 of BM25 (k1 1.2, b 0.75) over one question answering set's passages,
 * each question a plain disjunction of its terms.
 *
 * <p>Run {@link #main} for the table of every set with known gold passages.
 */
final class LexicalQuality {

    private static final int DEPTH = 10;

    private final List<JsonNode> passages;
    private final List<JsonNode> queries;

    private LexicalQuality(List<JsonNode> passages, List<JsonNode> queries) {
        this.passages = passages;
        this.queries = queries;
    }

    /**
     * Reads a set.
     *
     * @param dev whether to ask the half of the queries that is tuned on, or the other
     */
    static LexicalQuality of(Path set, boolean dev) throws IOException {
        List<JsonNode> queries = SharedData.readLines(set.resolve("queries.jsonl.gz")).stream()
                .filter(q -> q.hasNonNull("passage_id"))
                .filter(q -> q.path("answerable").asBoolean(true))
                .filter(q -> SharedData.isDev(q.get("id").asText()) == dev)
                .toList();
        return new LexicalQuality(SharedData.readLines(set.resolve("passages.jsonl.gz")), queries);
    }

    int queries() {
        return queries.size();
    }

    /** Mean over the queries of 1 / rank of the gold passage, 0 below rank 10. */
    double mrr(Analyzer analyzer) throws IOException {
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
            index(directory, analyzer);
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                IndexSearcher searcher = new IndexSearcher(reader);
                double sum = 0;
                for (JsonNode query : queries) {
                    sum += reciprocalRank(searcher, analyzer, query);
                }
                return sum / queries.size();
            }
        }
    }

    private void index(ByteBuffersDirectory directory, Analyzer analyzer) throws IOException {
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
            for (JsonNode passage : passages) {
                Document document = new Document();
                document.add(new StringField("id", passage.get("id").asText(), Field.Store.YES));
                document.add(new TextField("body", passage.get("text").asText(), Field.Store.NO));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
        }
    }

    private static double reciprocalRank(IndexSearcher searcher, Analyzer analyzer, JsonNode query) throws IOException {
        BooleanQuery.Builder terms = new BooleanQuery.Builder();
        for (String term : new LinkedHashSet<>(LanguageAnalyzers.standard()
                .terms(analyzer, query.get("question").asText()))) {
            terms.add(new TermQuery(new Term("body", term)), BooleanClause.Occur.SHOULD);
        }
        String gold = query.get("passage_id").asText();
        int rank = 1;
        for (ScoreDoc hit : searcher.search(terms.build(), DEPTH).scoreDocs) {
            if (searcher.storedFields().document(hit.doc).get("id").equals(gold)) {
                return 1.0 / rank;
            }
            rank++;
        }
        return 0;
    }

    /** Prints a line per set: its language's analyzer against the neutral one, on test queries ({@code dev} for dev). */
    public static void main(String[] args) throws IOException {
        boolean dev = args.length > 0 && args[0].equals("dev");
        Path data = SharedData.folder().orElseThrow(() -> new IllegalStateException("shared/data is not there"));
        LanguageAnalyzers analyzers = LanguageAnalyzers.standard();
        System.out.printf(Locale.ROOT, "%-16s %-4s %7s %9s %9s%n", "set", "key", "queries", "language", "neutral");
        for (Map.Entry<String, String> set : SETS.entrySet()) {
            Path folder = data.resolve("qa").resolve(set.getKey());
            if (Files.isDirectory(folder)) {
                LexicalQuality quality = of(folder, dev);
                System.out.printf(
                        Locale.ROOT,
                        "%-16s %-4s %7d %9.3f %9.3f%n",
                        set.getKey(),
                        set.getValue(),
                        quality.queries(),
                        quality.mrr(analyzers.forKey(set.getValue())),
                        quality.mrr(analyzers.neutral()));
            }
        }
    }

    /** Sets with one gold passage per query, by the key of their analyzer. */
    static final Map<String, String> SETS = new java.util.TreeMap<>(Map.ofEntries(
            Map.entry("xquad-r-en", "en"),
            Map.entry("xquad-r-de", "de"),
            Map.entry("xquad-r-el", "el"),
            Map.entry("korquad1-ko", "ko"),
            Map.entry("jsquad-ja", "ja"),
            Map.entry("cmrc2018-zh", "zh"),
            Map.entry("drcd-zh-Hant", "zh"),
            Map.entry("arcd-ar", "ar"),
            Map.entry("persianqa-fa", "fa"),
            Map.entry("poquad-pl", "pl"),
            Map.entry("squad-it", "it"),
            Map.entry("squad-es", "es"),
            Map.entry("iapp-th", "th"),
            Map.entry("cnil-faq-fr", "fr"),
            Map.entry("qed-en", "en"),
            Map.entry("covidqa-en", "en")));
}
