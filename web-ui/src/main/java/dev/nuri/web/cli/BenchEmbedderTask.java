package dev.nuri.web.cli;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.EvalSet;
import dev.nuri.retriever.EvalSet.EvalPassage;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.web.engine.Embedders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Texts an embedder takes a second: questions, which are short, and passages. */
@Command(
        name = "embedder",
        description = "Measures how many texts a second the configured embedder takes, on all processors.",
        footer = "--set DIR (may be repeated) names sets whose questions and passages are embedded.")
final class BenchEmbedderTask extends Task {

    private static final int BATCH = 256;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Time for questions and for passages, after as much to warm up (default: ${DEFAULT-VALUE}).")
    double seconds = 3;

    @Override
    int run(Console console) {
        List<EvalSet> sets = options.takeFolders().stream().map(EvalSet::read).toList();
        if (sets.isEmpty()) {
            throw NuriException.invalid("Name at least one set: --set DIR");
        }
        if (!(seconds > 0 && seconds <= 3600)) {
            throw NuriException.invalid("--seconds must be above 0 and at most 3600, got " + seconds + ".");
        }
        try (Embedder embedder = Embedders.open(options.settings())) {
            if (embedder == null) {
                throw NuriException.invalid("There is no embedder to measure: set nuri.embedder.");
            }
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("embedder", embedder.id());
            figures.put("dimension", embedder.dimension());
            figures.put("processors", Runtime.getRuntime().availableProcessors());
            figures.put(
                    "questions",
                    figures(
                            sets.stream()
                                    .flatMap(set -> set.queries().stream())
                                    .map(EvalQuery::question)
                                    .toList(),
                            embedder,
                            Embedder.Role.QUERY));
            figures.put(
                    "passages",
                    figures(
                            sets.stream()
                                    .flatMap(set -> set.passages().stream())
                                    .map(EvalPassage::text)
                                    .toList(),
                            embedder,
                            Embedder.Role.PASSAGE));
            console.result(figures);
            figures.forEach((name, value) -> console.line(Columns.fit(name, 16) + value));
            return Exit.DONE;
        }
    }

    private Map<String, Object> figures(List<String> texts, Embedder embedder, Embedder.Role role) {
        textsPerSecond(texts, embedder, role);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("texts", texts.size());
        figures.put(
                "meanCharacters",
                texts.stream().mapToInt(String::length).average().orElse(0));
        figures.put("textsPerSecond", textsPerSecond(texts, embedder, role));
        return figures;
    }

    /** Goes round the texts, a batch at a time, until the time is over. */
    private double textsPerSecond(List<String> texts, Embedder embedder, Embedder.Role role) {
        if (texts.isEmpty()) {
            return 0;
        }
        long start = System.nanoTime();
        long done = 0;
        double took = 0;
        for (int from = 0; took < seconds; from = from + BATCH < texts.size() ? from + BATCH : 0) {
            List<String> batch = texts.subList(from, Math.min(from + BATCH, texts.size()));
            embedder.embed(batch, role);
            done += batch.size();
            took = (System.nanoTime() - start) / 1e9;
        }
        return done / took;
    }
}
