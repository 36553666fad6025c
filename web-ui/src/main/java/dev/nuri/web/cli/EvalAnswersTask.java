package dev.nuri.web.cli;

import dev.nuri.generator.AnswerEvaluation;
import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.AnswerReport;
import dev.nuri.generator.Guardrail;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.Split;
import dev.nuri.web.config.Settings;
import dev.nuri.web.engine.Answerers;
import dev.nuri.web.engine.Embedders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Quality of answers. */
@Command(
        name = "answers",
        description =
                "Pools the passages of all sets, asks their questions, measures answers, citations and abstention.",
        footer = "A set is named by --set DIR (or just DIR), as often as there are sets.")
final class EvalAnswersTask extends Task {

    private static final int NAME_WIDTH = 16;

    @Parameters(paramLabel = "DIR", arity = "0..*", description = "Folders of sets, like --set DIR.")
    List<Path> folders = List.of();

    @Option(names = "--split", paramLabel = "S", description = "dev, test or all (default: all).")
    String split = "all";

    @Option(names = "-n", paramLabel = "N", description = "Ask at most so many questions of each set (default: all).")
    int questions = Integer.MAX_VALUE;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Also write a page: figures by language, worst cases, risk by coverage.")
    Path html;

    @Override
    int run(Console console) throws IOException {
        Split chosen = Split.of(split);
        List<Path> sets =
                Stream.concat(options.takeFolders().stream(), folders.stream()).toList();
        if (sets.isEmpty()) {
            throw NuriException.invalid("Name at least one set: --set DIR");
        }
        Path folder = html == null ? null : html.toAbsolutePath().getParent();
        if (folder != null && (!Files.isDirectory(folder) || Files.isDirectory(html))) {
            throw NuriException.invalid("--html names a file in a folder that exists, got '" + html + "'.");
        }
        Settings settings = options.settings();
        try (Embedder embedder = Embedders.open(settings);
                AnswerModel model = Answerers.model(settings);
                AnswerModel guardModel = Answerers.guardModel(settings);
                TempFolder work = TempFolder.create("nuri-eval")) {
            Guardrail guard = Answerers.guard(settings, embedder, guardModel);
            AnswerReport report = AnswerEvaluation.run(
                    sets,
                    chosen,
                    questions,
                    embedder,
                    (retriever, store, analyzers, languages) ->
                            Answerers.of(retriever, store, analyzers, languages, guard, embedder, model),
                    work.path().resolve("data"),
                    new Stages(console));
            console.result(report.toJson());
            if (html != null) {
                Files.writeString(html, report.toHtml());
            }
            print(report, console);
            return Exit.DONE;
        }
    }

    private static void print(AnswerReport report, Console console) {
        console.line(console.bold(Columns.fit("set", NAME_WIDTH)
                + " valid  prec   rec  found  in.cit  when.found    em    f1  halluc  error  lang  removed  wrong "
                + " honest  p95ms"));
        report.sets().forEach((name, set) -> row(name, set.values(), console));
        row("average", report.average(), console);
        report.skipped().forEach((name, reason) -> console.line(console.faint(name + ": " + reason)));
        console.line(console.faint(String.format(
                Locale.ROOT,
                "%s over %d passages; shares in per cent, honest from -100 to 100",
                report.model(),
                report.passages())));
    }

    private static void row(String name, Map<String, Double> values, Console console) {
        console.line(Columns.fit(name, NAME_WIDTH)
                + share(values.get("citationValidity"), 6)
                + share(values.get("citationPrecision"), 6)
                + share(values.get("citationRecall"), 6)
                + share(values.get("retrieved"), 7)
                + share(values.get("answerInCitation"), 8)
                + share(values.get("answerInCitationWhenRetrieved"), 12)
                + share(values.get("em"), 6)
                + share(values.get("f1"), 6)
                + share(values.get("hallucinationRate"), 8)
                + share(values.get("errorRate"), 7)
                + share(values.get("languageMatch"), 6)
                + share(values.get("abstainsWhenRemoved"), 9)
                + share(values.get("wrongWhenRemoved"), 7)
                + share(values.get("honestScore"), 8)
                + figure(values.get("p95Ms"), 7));
    }

    private static String share(Double value, int width) {
        return figure(value == null ? null : Double.valueOf(100 * value), width);
    }

    private static String figure(Double value, int width) {
        String text = value == null ? "-" : String.format(Locale.ROOT, "%.1f", value);
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }
}
