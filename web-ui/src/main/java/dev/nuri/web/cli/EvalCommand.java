package dev.nuri.web.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.RetrievalBaseline;
import dev.nuri.retriever.RetrievalEvaluation;
import dev.nuri.retriever.RetrievalMetrics;
import dev.nuri.retriever.RetrievalReport;
import dev.nuri.retriever.Split;
import dev.nuri.web.engine.Embedders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures quality. */
@Command(
        name = "eval",
        synopsisSubcommandLabel = "COMMAND",
        description = "Measures how good retrieval, answers and the filter are on sets.",
        subcommands = {EvalCommand.RetrievalTask.class, EvalAnswersTask.class, EvalGuardTask.class})
final class EvalCommand implements Runnable {

    @Spec
    CommandSpec spec;

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name one of: retrieval, answers, guard");
    }

    /** Quality of retrieval. */
    @Command(
            name = "retrieval",
            description = "Pools the passages of all sets, asks their questions, gives nDCG, MRR and recall per leg.",
            footer = "A set is named by --set DIR (or just DIR), as often as there are sets.")
    static final class RetrievalTask extends Task {

        /** Probability below which a difference is told. */
        private static final double SIGNIFICANT = 0.05;

        @Parameters(paramLabel = "DIR", arity = "0..*", description = "Folders of sets, like --set DIR.")
        List<Path> folders = List.of();

        @Option(names = "--split", paramLabel = "S", description = "dev, test or all (default: all).")
        String split = "all";

        @Option(
                names = "--baseline",
                paramLabel = "FILE",
                description = "An earlier report (--json) to compare with, question by question.")
        Path baseline;

        @Override
        int run(Console console) throws IOException {
            Split chosen = Split.of(split);
            RetrievalBaseline earlier = baseline == null ? null : RetrievalBaseline.read(baseline);
            List<Path> sets = Stream.concat(options.takeFolders().stream(), folders.stream())
                    .toList();
            if (sets.isEmpty()) {
                throw NuriException.invalid("Name at least one set: --set DIR");
            }
            try (Embedder embedder = Embedders.open(options.settings());
                    TempFolder work = TempFolder.create("nuri-eval")) {
                RetrievalReport report = RetrievalEvaluation.run(
                        sets, chosen, embedder, work.path().resolve("data"), new Stages(console));
                Map<String, Object> json = report.toJson();
                if (earlier != null) {
                    json.put("againstBaseline", earlier.compare(report));
                }
                console.result(json);
                print(report, console);
                compared("hybrid against", json.get("hybridAgainst"), console);
                compared("against the baseline:", json.get("againstBaseline"), console);
                return Exit.DONE;
            }
        }

        private static void print(RetrievalReport report, Console console) {
            console.line(console.bold(
                    Columns.fit("set", 20) + Columns.fit("leg", 9) + " ndcg@10   mrr@10  recall@10  recall@100"));
            report.sets().forEach((name, set) -> legs(name, set.legs(), console));
            legs("average", report.average(), console);
            if (report.crossLingual() != null) {
                report.crossLingual().searched().forEach((pair, legs) -> legs(pair, legs, console));
                report.crossLingual()
                        .mrrAt10()
                        .forEach((pair, mrr) -> console.line(
                                Columns.fit(pair, 20) + Columns.fit("vectors", 9) + figure("mrr@10", mrr)));
                console.line(Columns.fit("all languages", 20)
                        + Columns.fit("vectors", 9)
                        + figure("map", report.crossLingual().map()));
            }
            console.line(console.faint(String.format(
                    Locale.ROOT,
                    "latency p50 %.1f ms, p95 %.1f ms over %d queries and %d passages",
                    report.latencyMs().p50(),
                    report.latencyMs().p95(),
                    report.latencyMs().queries(),
                    report.passages())));
        }

        /** A line per leg: the mean difference in MRR@10, and the sets where it is more than chance. */
        private static void compared(String what, Object comparison, Console console) {
            JsonNode json = new ObjectMapper().valueToTree(comparison);
            json.properties().forEach(leg -> {
                JsonNode mrr = leg.getValue().path("mrr@10");
                JsonNode average = mrr.path("average");
                String sets = mrr.path("sets").properties().stream()
                        .filter(set -> set.getValue().path("pHolm").asDouble() < SIGNIFICANT)
                        .map(set -> String.format(
                                Locale.ROOT,
                                "%s %+.3f",
                                set.getKey(),
                                set.getValue().path("difference").asDouble()))
                        .collect(Collectors.joining(", "));
                console.line(String.format(
                        Locale.ROOT,
                        "%s %s: mrr@10 %+.4f [%+.4f, %+.4f], p %.4f; more than chance in: %s",
                        what,
                        leg.getKey(),
                        average.path("difference").asDouble(),
                        average.path("interval95").path(0).asDouble(),
                        average.path("interval95").path(1).asDouble(),
                        average.path("p").asDouble(),
                        sets.isEmpty() ? "no set" : sets));
            });
        }

        private static String figure(String name, double value) {
            return String.format(Locale.ROOT, " %s %.3f", name, value);
        }

        private static void legs(String name, RetrievalReport.Legs legs, Console console) {
            leg(name, "lexical", legs.lexical(), console);
            if (legs.dense() != null) {
                leg("", "dense", legs.dense(), console);
            }
            leg("", "hybrid", legs.hybrid(), console);
        }

        private static void leg(String name, String leg, RetrievalMetrics m, Console console) {
            console.line(Columns.fit(name, 20)
                    + Columns.fit(leg, 9)
                    + String.format(
                            Locale.ROOT,
                            " %7.3f  %7.3f  %9.3f  %10.3f",
                            m.ndcgAt10(),
                            m.mrrAt10(),
                            m.recallAt10(),
                            m.recallAt100()));
        }
    }
}
