package dev.nuri.web.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.GuardEvaluation;
import dev.nuri.generator.GuardPolicy;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.Split;
import dev.nuri.web.config.Settings;
import dev.nuri.web.engine.Answerers;
import dev.nuri.web.engine.Embedders;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Quality of the filter. */
@Command(
        name = "guard",
        description = "Gives recall and precision of the filter, what it does to harmless texts, and its speed.",
        footer = "A set is named by --set: a file of JSON lines (prompt, user_input, question or text), a set of"
                + " questions with its passages, translations (en-LANG.tsv.xz), or a folder of these. The policy"
                + " is that of nuri.guard.policy, the guard model that of nuri.guard.model.")
final class EvalGuardTask extends Task {

    @Parameters(paramLabel = "DIR|FILE", arity = "0..*", description = "Sets, like --set DIR.")
    List<Path> places = List.of();

    @Option(names = "--split", paramLabel = "S", description = "dev, test or all (default: all).")
    String split = "all";

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Texts of each set, kind and language at most (default: 500).")
    int limit = 500;

    @Override
    int run(Console console) {
        Split chosen = Split.of(split);
        List<Path> sets =
                Stream.concat(options.takeFolders().stream(), places.stream()).toList();
        if (sets.isEmpty()) {
            throw NuriException.invalid("Name at least one set: --set DIR");
        }
        if (limit < 1) {
            throw NuriException.invalid("--limit must be at least 1, got '" + limit + "'.");
        }
        Settings settings = options.settings();
        try (Embedder embedder = Embedders.open(settings);
                AnswerModel model = Answerers.guardModel(settings)) {
            Map<String, Object> json = GuardEvaluation.run(
                    sets,
                    chosen,
                    limit,
                    GuardPolicy.of(settings.guardPolicy()),
                    settings.guardLists(),
                    embedder,
                    Answerers.judging(model),
                    console::note);
            json.put("policy", settings.guardPolicy());
            json.put("guardModel", model == null ? Settings.NONE : model.id());
            json.put("split", chosen.label());
            console.result(json);
            print(new ObjectMapper().valueToTree(json), console);
            return Exit.DONE;
        }
    }

    private static void print(JsonNode json, Console console) {
        console.line(console.bold(Columns.fit("set", 26) + Columns.fit("lang", 9) + "texts  recall  blocked"));
        json.path("harmful").properties().forEach(set -> set.getValue()
                .properties()
                .forEach(lang -> console.line(Columns.fit(set.getKey(), 26)
                        + Columns.fit(lang.getKey(), 9)
                        + figures(lang.getValue(), "recall", "blocked"))));
        harmless("harmless, read as ", json.path("harmless"), console);
        harmless("kinds of text, read as ", json.path("kinds"), console);
        console.line(console.bold(Columns.fit("injections in passages", 35) + "texts  found  blocked"));
        json.path("injections").properties().forEach(lang -> {
            console.line(Columns.fit(lang.getKey() + " alone", 35) + figures(lang.getValue(), "alone", "aloneBlocked"));
            console.line(
                    Columns.fit(lang.getKey() + " within", 35) + figures(lang.getValue(), "within", "withinBlocked"));
        });
        console.line(console.bold(Columns.fit("category", 35) + "texts  precision  recall"));
        json.path("categories")
                .properties()
                .forEach(category -> console.line(
                        Columns.fit(category.getKey(), 35) + figures(category.getValue(), "precision", "recall")));
        console.line(console.bold(Columns.fit("obfuscation", 35) + "texts  kept  more flagged, in points"));
        json.path("obfuscations")
                .properties()
                .forEach(change -> console.line(
                        Columns.fit(change.getKey(), 35) + figures(change.getValue(), "kept", "moreFlaggedPoints")));
        console.line(console.bold(Columns.fit("personal data", 35) + "texts  recall  precision"));
        json.path("pii")
                .properties()
                .forEach(type ->
                        console.line(Columns.fit(type.getKey(), 35) + figures(type.getValue(), "recall", "precision")));
        JsonNode time = json.path("timeMs");
        console.line(console.faint(String.format(
                Locale.ROOT,
                "an answer of 2,000 characters: p50 %.2f ms, p95 %.2f ms",
                time.path("p50").asDouble(),
                time.path("p95").asDouble())));
    }

    private static void harmless(String title, JsonNode stages, Console console) {
        stages.properties().forEach(stage -> {
            console.line(console.bold(Columns.fit(title + stage.getKey(), 35) + "texts  blocked  flagged"));
            stage.getValue()
                    .properties()
                    .forEach(of ->
                            console.line(Columns.fit(of.getKey(), 35) + figures(of.getValue(), "blocked", "flagged")));
        });
    }

    private static String figures(JsonNode node, String first, String second) {
        return String.format(
                Locale.ROOT,
                "%5d  %.3f  %.3f",
                node.path("texts").asInt(),
                node.path(first).asDouble(),
                node.path(second).asDouble());
    }
}
