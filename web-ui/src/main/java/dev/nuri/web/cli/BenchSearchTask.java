package dev.nuri.web.cli;

import dev.nuri.indexer.Indexer;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.retriever.EvalSet;
import dev.nuri.retriever.HybridRetriever;
import dev.nuri.retriever.SearchRequest;
import dev.nuri.web.api.SearchBody;
import dev.nuri.web.client.NuriClient;
import dev.nuri.web.client.NuriClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Time of a search: over the pooled passages of sets, or over what is indexed. */
@Command(
        name = "search",
        description = "Measures the time of searches with 10 hits, after a warm-up.",
        footer = "--set DIR (may be repeated) names sets whose passages are pooled and whose questions are asked.")
final class BenchSearchTask extends Task {

    private static final int K = 10;

    private List<Path> sets;

    @Option(names = "--queries", paramLabel = "FILE", description = "Queries for the data folder, one a line.")
    Path queries;

    @Option(names = "-n", paramLabel = "N", description = "Searches to time (default: ${DEFAULT-VALUE}).")
    int searches = 1_000;

    @Override
    int run(Console console) throws IOException {
        sets = options.takeFolders();
        if ((queries == null) == sets.isEmpty()) {
            throw NuriException.invalid("Name either --set DIR... or --queries FILE.");
        }
        if (searches < 1) {
            throw NuriException.invalid("-n must be at least 1, got " + searches + ".");
        }
        Map<String, Object> figures = queries == null ? overSets() : overDataFolder();
        console.result(figures);
        figures.forEach((name, value) -> console.line(Columns.fit(name, 20) + value));
        return Exit.DONE;
    }

    private Map<String, Object> overSets() throws IOException {
        List<EvalSet> read = sets.stream().map(EvalSet::read).toList();
        List<SourceDocument> documents = BenchCorpus.ofSets(read);
        PassageSplitter splitter = new PassageSplitter();
        try (TempFolder work = TempFolder.create("nuri-bench");
                Indexer indexer = Indexer.open(IndexerConfig.of(work.path().resolve("data")), null)) {
            BenchCorpus.write(
                    indexer.store(),
                    documents,
                    documents.stream().map(splitter::split).toList());
            Consumer<String> warmUp = searching(indexer);
            Consumer<String> timed = searching(indexer);
            List<String> questions = read.stream()
                    .flatMap(set -> set.queries().stream())
                    .map(EvalSet.EvalQuery::question)
                    .filter(question -> !question.isBlank())
                    .toList();
            return time(questions, warmUp, timed);
        }
    }

    /** Each has a retriever of its own, so that nothing timed was found before. */
    private static Consumer<String> searching(Indexer indexer) {
        HybridRetriever retriever =
                new HybridRetriever(indexer.store(), indexer.languages(), indexer.analyzers(), null);
        return query -> retriever.search(SearchRequest.of(query, K));
    }

    private Map<String, Object> overDataFolder() throws IOException {
        List<String> lines =
                Files.readAllLines(queries).stream().filter(q -> !q.isBlank()).toList();
        try (NuriClient nuri = NuriClients.open(options.settings())) {
            // One hit fewer: an equal search would be answered from memory.
            return time(lines, q -> search(nuri, q, K - 1), q -> search(nuri, q, K));
        }
    }

    private static void search(NuriClient nuri, String query, int k) {
        nuri.search(new SearchBody(query, null, null, null, null, k, null, null));
    }

    /** Asks an even sample of the queries twice, timing the second round. */
    private Map<String, Object> time(List<String> all, Consumer<String> warmUp, Consumer<String> search) {
        if (all.isEmpty()) {
            throw NuriException.invalid("There are no queries to ask.");
        }
        int step = Math.max(1, all.size() / searches);
        List<String> sample = IntStream.range(0, Math.min(searches, all.size()))
                .mapToObj(i -> all.get(i * step))
                .toList();
        sample.forEach(warmUp);
        double[] millis =
                sample.stream().mapToDouble(q -> millis(search, q)).sorted().toArray();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("searches", millis.length);
        figures.put("p50Ms", percentile(millis, 0.50));
        figures.put("p95Ms", percentile(millis, 0.95));
        figures.put("p99Ms", percentile(millis, 0.99));
        figures.put("maxMs", percentile(millis, 1));
        figures.put("meanMs", round(Arrays.stream(millis).average().orElseThrow()));
        return figures;
    }

    private static double millis(Consumer<String> search, String query) {
        long start = System.nanoTime();
        search.accept(query);
        return (System.nanoTime() - start) / 1e6;
    }

    /** Nearest rank. */
    private static double percentile(double[] sorted, double p) {
        return round(sorted[(int) Math.ceil(p * sorted.length) - 1]);
    }

    private static double round(double value) {
        return Math.round(value * 1e3) / 1e3;
    }
}
