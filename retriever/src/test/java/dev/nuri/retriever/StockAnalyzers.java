package dev.nuri.retriever;

import dev.nuri.retriever.EvalSet.EvalPassage;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.retriever.eval.TrecMetrics;
import dev.nuri.retriever.eval.TrecMetrics.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.ja.JapaneseAnalyzer;
import org.apache.lucene.analysis.ko.KoreanAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.QueryBuilder;

/**
 * What Lucene's Korean and Japanese analyzers reach as they come, one field and BM25, on the questions of sets, each
 * alone: what the lexical leg has to be level with. Arguments: folders of sets in ko or ja. The leg's own figures are those
 * of {@code nuri eval retrieval --split test --set DIR}.
 */
final class StockAnalyzers {

    private static final int DEPTH = 100;

    private StockAnalyzers() {}

    public static void main(String[] args) throws IOException {
        for (String folder : args) {
            EvalSet set = EvalSet.read(Path.of(folder));
            String lang = set.passages().getFirst().lang();
            Analyzer analyzer = lang.equals("ko") ? new KoreanAnalyzer() : new JapaneseAnalyzer();
            for (Split split : List.of(Split.TEST, Split.ALL)) {
                System.out.printf(
                        Locale.ROOT,
                        "%s %s %s: mrr@10 %.4f, with titles %.4f%n",
                        set.name(),
                        split,
                        analyzer.getClass().getSimpleName(),
                        measure(set, split, analyzer, EvalPassage::text),
                        measure(set, split, analyzer, passage -> passage.title() + "\n" + passage.text()));
            }
        }
    }

    private static double measure(EvalSet set, Split split, Analyzer analyzer, Function<EvalPassage, String> text)
            throws IOException {
        try (Directory directory = new ByteBuffersDirectory()) {
            try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
                for (EvalPassage passage : set.passages()) {
                    Document entry = new Document();
                    entry.add(new StoredField("id", passage.id()));
                    entry.add(new TextField("text", text.apply(passage), Field.Store.NO));
                    writer.addDocument(entry);
                }
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                IndexSearcher searcher = new IndexSearcher(reader);
                QueryBuilder builder = new QueryBuilder(analyzer);
                List<RetrievalMetrics> figures = new ArrayList<>();
                for (EvalQuery query : set.judged(split)) {
                    Query asked = builder.createBooleanQuery("text", query.question());
                    List<Entry> run = asked == null ? List.of() : run(searcher, asked);
                    figures.add(TrecMetrics.of(run, query.qrels()));
                }
                return TrecMetrics.mean(figures).mrrAt10();
            }
        }
    }

    private static List<Entry> run(IndexSearcher searcher, Query query) throws IOException {
        List<Entry> run = new ArrayList<>();
        for (ScoreDoc found : Arrays.asList(searcher.search(query, DEPTH).scoreDocs)) {
            run.add(new Entry(searcher.storedFields().document(found.doc).get("id"), found.score));
        }
        return run;
    }
}
