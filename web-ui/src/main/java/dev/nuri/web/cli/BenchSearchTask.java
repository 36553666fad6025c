package dev.nuri.web.cli;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.EvalSet;
import dev.nuri.web.api.SearchBody;
import dev.nuri.web.client.NuriClient;
import dev.nuri.web.client.NuriClients;
import dev.nuri.web.engine.Embedders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Time of a search, size of the index and loss of its vectors: over pooled sets, or time alone over what is indexed. */
@Command(
        name = "search",
        description = "Measures searches with 10 hits after a warm-up, and the index they search.",
        footer = "--set DIR (may be repeated) names sets whose passages are pooled and whose questions are asked.")
final class BenchSearchTask extends Task {

    private static final int K = 10;

    private List<Path> sets;

    @Option(names = "--queries", paramLabel = "FILE", description = "Queries for the data folder, one a line.")
    Path queries;

    @Option(names = "-n", paramLabel = "N", description = "Searches to time (default: ${DEFAULT-VALUE}).")
    int searches = 1_000;

    @Option(
            names = "--passages",
            paramLabel = "N",
            split = ",",
            description =
                    "Sizes of the index to measure at, such as 10000,100000; copies of the sets' passages with other"
                            + " words make up what these lack (default: as many as the sets have).")
    List<Long> sizes = new ArrayList<>();

    @Override
    int run(Console console) throws IOException {
        sets = options.takeFolders();
        if ((queries == null) == sets.isEmpty()) {
            throw NuriException.invalid("Name either --set DIR... or --queries FILE.");
        }
        if (searches < 1) {
            throw NuriException.invalid("-n must be at least 1, got " + searches + ".");
        }
        Map<String, Object> figures = queries == null ? overSets(console) : overDataFolder();
        console.result(figures);
        print(figures, "", console);
        return Exit.DONE;
    }

    static void print(Map<?, ?> figures, String indent, Console console) {
        figures.forEach((name, value) -> {
            List<?> parts = value instanceof List<?> list ? list : List.of(value);
            for (Object part : parts) {
                if (part instanceof Map<?, ?> inner) {
                    console.line(indent + name);
                    print(inner, indent + "  ", console);
                } else {
                    console.line(Columns.fit(indent + name, 28) + part);
                }
            }
        });
    }

    private Map<String, Object> overSets(Console console) throws IOException {
        List<EvalSet> read = sets.stream().map(EvalSet::read).toList();
        List<Map<String, Object>> figures = new ArrayList<>();
        Stages progress = new Stages(console);
        try (TempFolder work = TempFolder.create("nuri-bench");
                Embedder embedder = Embedders.open(options.settings());
                BenchGrowth index =
                        new BenchGrowth(read, searches, options.settings().cluster(), embedder, work.path())) {
            for (long size : sizes(read)) {
                index.growTo(size, progress);
                figures.add(index.figures());
            }
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("searches", searches);
        result.put("embedder", options.settings().embedder());
        result.put("sizes", figures);
        return result;
    }

    /** In growing order; as many as the sets have when none is named. */
    private List<Long> sizes(List<EvalSet> read) {
        if (sizes.isEmpty()) {
            return List.of(read.stream().mapToLong(set -> set.passages().size()).sum());
        }
        if (sizes.stream().anyMatch(size -> size < 1)) {
            throw NuriException.invalid("--passages must be at least 1, got " + sizes + ".");
        }
        return sizes.stream().sorted().distinct().toList();
    }

    private Map<String, Object> overDataFolder() throws IOException {
        List<String> lines =
                Files.readAllLines(queries).stream().filter(q -> !q.isBlank()).toList();
        try (NuriClient nuri = NuriClients.open(options.settings())) {
            // One hit fewer: an equal search would be answered from memory.
            if (lines.isEmpty()) {
                throw NuriException.invalid("There are no queries in " + queries + ".");
            }
            List<String> sample = Times.sample(lines, searches);
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("searches", sample.size());
            figures.putAll(Times.of(sample, q -> search(nuri, q, K - 1), q -> search(nuri, q, K)));
            return figures;
        }
    }

    private static void search(NuriClient nuri, String query, int k) {
        nuri.search(SearchBody.of(query, k));
    }
}
