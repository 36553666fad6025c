package dev.nuri.web.cli;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.NuriException;
import dev.nuri.training.EmbedderTraining;
import dev.nuri.training.TrainingConfig;
import dev.nuri.training.TrainingException;
import dev.nuri.training.TrainingProgress;
import dev.nuri.training.TrainingReport;
import dev.nuri.training.TrainingSources;
import dev.nuri.web.config.Key;
import dev.nuri.web.config.Settings;
import dev.nuri.web.engine.Embedders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains an embedder. */
@Command(
        name = "embedder",
        description = "Trains the small multilingual embedder from translations and questions.",
        footer = {
            "",
            "A set of questions is named by --set DIR, as often as there are sets: dev questions are learned from, test",
            "questions never; a set with sentences.jsonl.gz is only measured on.",
            "The student goes to --out; nuri.embedder=FILE uses it."
        })
final class DistillEmbedderTask extends Task {

    private static final String RANDOM = "random";

    @Option(
            names = "--parallel",
            paramLabel = "DIR",
            required = true,
            description = "Translations: en-XX.tsv.xz with English, other language and source.")
    Path parallel;

    @Option(
            names = "--start",
            paramLabel = "S",
            description = "bert fetches multilingual BERT's subword vectors by Maven (664 MB); random starts from none "
                    + "(default: bert).")
    String start = "bert";

    @Option(
            names = "--teacher",
            paramLabel = "E",
            description = "An embedder to learn from: what nuri.embedder takes, such as e5-small-v2 or a folder.")
    String teacher;

    @Option(names = "--steps", paramLabel = "N", description = "Batches to learn from.")
    Long steps;

    @Option(names = "--minutes", paramLabel = "M", description = "Train so long instead of a number of steps.")
    double minutes;

    @Option(names = "--dimension", paramLabel = "D", description = "Components of a vector.")
    Integer dimension;

    @Option(names = "--pieces", paramLabel = "N", description = "Subwords of the vocabulary.")
    Integer pieces;

    @Option(names = "--threads", paramLabel = "N", description = "Threads (default: one for each processor).")
    int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random (default: 1).")
    long seed = 1;

    @Option(names = "--resume", description = "Go on from the checkpoint of a training that was stopped.")
    boolean resume;

    @Option(names = "--out", paramLabel = "FILE", description = "The student (default: in the data folder).")
    Path out;

    @Override
    int run(Console console) throws IOException {
        List<Path> sets = options.takeFolders();
        Settings settings = options.settings(teacher == null ? Map.of() : Map.of(Key.EMBEDDER, teacher));
        Path folder = settings.dataDir().resolve("training");
        Path file = out == null ? settings.dataDir().resolve("embedders").resolve("trained.student") : out;
        Files.createDirectories(file.toAbsolutePath().getParent());
        TrainingSources sources = new TrainingSources(parallel, sets, startFolder(folder));
        try (Embedder asked = teacher == null ? null : Embedders.open(settings)) {
            TrainingReport report =
                    EmbedderTraining.run(sources, config(), asked, folder, resume, file, p -> tell(p, console));
            console.result(json(report));
            print(report, console);
            return Exit.DONE;
        } catch (TrainingException e) {
            throw NuriException.invalid(e.getMessage());
        }
    }

    private Path startFolder(Path folder) {
        return switch (start) {
            case "bert" -> folder;
            case RANDOM -> null;
            default -> throw NuriException.invalid("--start is bert or random, got '" + start + "'.");
        };
    }

    private TrainingConfig config() {
        TrainingConfig standard = TrainingConfig.standard();
        positive("--threads", threads);
        positive("--steps", steps == null ? 1 : steps);
        positive("--dimension", dimension == null ? 1 : dimension);
        positive("--pieces", pieces == null ? 1 : pieces);
        TrainingConfig.Table table = standard.table();
        return standard.with(seed)
                .with(new TrainingConfig.Length(
                        steps == null ? standard.length().steps() : steps, Math.max(0, minutes), threads))
                .with(new TrainingConfig.Table(
                        dimension == null ? table.dimension() : dimension,
                        pieces == null ? table.pieces() : pieces,
                        table.learned(),
                        table.hashed()));
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw NuriException.invalid(name + " must be >= 1, got " + value + ".");
        }
    }

    private static void tell(TrainingProgress p, Console console) {
        if (p.pairsPerSecond() == 0) {
            console.note(
                    p.done() == 0 ? p.stage() : String.format(Locale.ROOT, "%s: %.0f %%", p.stage(), p.done() * 100));
            return;
        }
        console.note(String.format(
                Locale.ROOT,
                "%s: %.1f %%, %.0f pairs/s, loss %.3f, about %.0f s left%s",
                p.stage(),
                p.done() * 100,
                p.pairsPerSecond(),
                p.loss(),
                p.remainingSeconds(),
                p.figures().isEmpty() ? "" : "; dev: " + named(p.figures())));
    }

    private static String named(Map<String, Double> figures) {
        return figures.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%s %.3f", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Object> json(TrainingReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", report.file().toString());
        json.put("id", report.id());
        json.put("steps", report.steps());
        json.put("pairs", report.pairs());
        json.put("seconds", report.seconds());
        json.put("before", report.before());
        json.put("after", report.after());
        return json;
    }

    private static void print(TrainingReport report, Console console) {
        console.line(console.bold(Columns.fit("dev figure", 28) + " before   after"));
        report.after()
                .forEach((name, value) -> console.line(Columns.fit(name, 28)
                        + String.format(
                                Locale.ROOT, " %6.3f  %6.3f", report.before().get(name), value)));
        console.line(String.format(
                Locale.ROOT,
                "%d steps of %d pairs in %.0f s: %s (%s)",
                report.steps(),
                report.pairs(),
                report.seconds(),
                report.file(),
                report.id()));
    }
}
