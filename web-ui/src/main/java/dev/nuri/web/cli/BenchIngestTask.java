package dev.nuri.web.cli;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.Indexer;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.retriever.EvalSet;
import dev.nuri.web.config.Settings;
import dev.nuri.web.engine.Embedders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Speed of each stage of ingest, one after another on the same documents. */
@Command(
        name = "ingest",
        description = "Measures extraction, splitting, lexical indexing and embedding apart.",
        footer = "Instead of files, --set DIR names evaluation sets whose passages are indexed; may be repeated.")
final class BenchIngestTask extends Task {

    @Option(names = "--folder", paramLabel = "DIR", description = "Files to extract and index.")
    Path folder;

    private List<Path> sets;

    @Option(names = "--embed", paramLabel = "N", description = "Passages to embed at most (default: ${DEFAULT-VALUE}).")
    int embed = 500;

    private final Map<String, Object> figures = new LinkedHashMap<>();

    @Override
    int run(Console console) throws IOException {
        sets = options.takeFolders();
        if ((folder == null) == sets.isEmpty()) {
            throw NuriException.invalid("Name either --folder DIR or --set DIR...");
        }
        Settings settings = options.settings();
        List<SourceDocument> documents = folder == null
                ? BenchCorpus.ofSets(sets.stream().map(EvalSet::read).toList())
                : extracted(settings.parser());
        List<List<Passage>> passages = split(documents);
        lexical(documents, passages);
        embedding(settings, passages.stream().flatMap(List::stream).toList());
        console.result(figures);
        figures.forEach((name, value) -> console.line(Columns.fit(name, 34) + value));
        return Exit.DONE;
    }

    private List<SourceDocument> extracted(IndexerConfig.Parser limits) throws IOException {
        List<Path> files = BenchCorpus.files(folder);
        long start = System.nanoTime();
        List<ExtractedDocument> extracted = BenchCorpus.extract(files, limits);
        double seconds = since(start);
        figures.put("files", files.size());
        figures.put("extractionSeconds", seconds);
        figures.put("extractionFilesPerSecond", rate(files.size(), seconds));
        return BenchCorpus.ofExtracted(extracted);
    }

    private List<List<Passage>> split(List<SourceDocument> documents) {
        PassageSplitter splitter = new PassageSplitter();
        long start = System.nanoTime();
        List<List<Passage>> passages = documents.stream().map(splitter::split).toList();
        double seconds = since(start);
        long count = passages.stream().mapToLong(List::size).sum();
        figures.put("documents", documents.size());
        figures.put("passages", count);
        figures.put("splitPassagesPerSecond", rate(count, seconds));
        return passages;
    }

    private void lexical(List<SourceDocument> documents, List<List<Passage>> passages) throws IOException {
        try (TempFolder work = TempFolder.create("nuri-bench");
                Indexer indexer = Indexer.open(IndexerConfig.of(work.path().resolve("data")), null)) {
            long start = System.nanoTime();
            BenchCorpus.write(indexer.store(), documents, passages);
            double seconds = since(start);
            long count = (Long) figures.get("passages");
            figures.put("lexicalSeconds", seconds);
            figures.put("lexicalPassagesPerSecond", rate(count, seconds));
            figures.put("indexBytes", indexer.store().sizeBytes());
        }
    }

    private void embedding(Settings settings, List<Passage> passages) {
        try (Embedder embedder = Embedders.open(settings)) {
            List<String> texts = new ArrayList<>();
            passages.stream()
                    .filter(p -> embedder != null && embedder.supports(p.lang()))
                    .limit(embed)
                    .forEach(p -> texts.add(p.text()));
            long start = System.nanoTime();
            if (!texts.isEmpty()) {
                embedder.embed(texts, Embedder.Role.PASSAGE);
            }
            double seconds = since(start);
            figures.put("embedder", settings.embedder());
            figures.put("embeddedPassages", texts.size());
            figures.put("embeddingPassagesPerSecond", rate(texts.size(), seconds));
        }
    }

    private static double since(long startNanos) {
        return Math.round((System.nanoTime() - startNanos) / 1e6) / 1e3;
    }

    private static double rate(long count, double seconds) {
        return seconds > 0 ? Math.round(count / seconds * 10) / 10.0 : 0;
    }
}
