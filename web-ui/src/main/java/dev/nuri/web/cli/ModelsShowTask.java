package dev.nuri.web.cli;

import dev.nuri.hw.Backends;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.EngineSettings;
import dev.nuri.moe.MemoryPlan;
import dev.nuri.moe.ModelSummary;
import dev.nuri.web.config.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a model is and what it would take to run it here. */
@Command(name = "show", description = "Shows what a model is, what memory it needs and what would compute it.")
final class ModelsShowTask extends Task {

    @Parameters(paramLabel = "MODEL", description = "A catalogue id, a GGUF file or a model folder.")
    String model;

    @Option(names = "--backend", paramLabel = "B", description = "What would compute it (default: nuri.backend).")
    String backend;

    @Override
    int run(Console console) {
        Settings settings = options.settings();
        Found found = new Models(settings)
                .read(model, path -> new Found(ModelSummary.of(path), MemoryPlan.of(path, EngineSettings.defaults())));
        ModelSummary s = found.summary();
        Backends.Selection chosen = Backends.select(backend == null ? settings.backend() : Models.known(backend));
        List<String> handedOn =
                BackendReport.handedOn(chosen.backend(), s.bytesByType().keySet(), s.expertTypes());
        console.result(json(found, chosen, handedOn));
        row(console, "path", s.path().toString());
        row(console, "name", s.name());
        row(console, "architecture", s.architecture() + ", " + s.layers() + " layers" + experts(s));
        row(
                console,
                "parameters",
                Sizes.count(s.parameters()) + ", " + Sizes.count(s.activeParameters()) + " active for each token");
        row(console, "types", types(s));
        row(console, "context", s.contextTokens() + " tokens");
        row(console, "tokenizer", s.tokenizer() + ", " + s.vocabulary() + " tokens");
        row(console, "licence", s.licence());
        row(console, "weights", Sizes.of(s.weightBytes()) + ", " + Sizes.of(s.activeBytes()) + " read for each token");
        row(console, "memory", found.memory().sentence());
        row(console, "backend", chosen.reason());
        row(console, "handed on", handedOn.isEmpty() ? "nothing" : String.join(", ", handedOn));
        return Exit.DONE;
    }

    /**
     * What the model's files say.
     *
     * @param summary what it is
     * @param memory what it needs with the usual cache
     */
    private record Found(ModelSummary summary, MemoryPlan memory) {}

    private static Map<String, Object> json(Found found, Backends.Selection chosen, List<String> handedOn) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("model", found.summary());
        Map<String, Object> memory = new LinkedHashMap<>();
        memory.put("plan", found.memory());
        memory.put("sentence", found.memory().sentence());
        out.put("memory", memory);
        Map<String, Object> backend = new LinkedHashMap<>();
        backend.put("name", chosen.backend().name());
        backend.put("reason", chosen.reason());
        backend.put("handedOn", handedOn);
        out.put("backend", backend);
        return out;
    }

    private static String experts(ModelSummary s) {
        return s.experts() == 0 ? "" : ", " + s.expertsUsed() + " of " + s.experts() + " experts";
    }

    private static String types(ModelSummary s) {
        return s.bytesByType().entrySet().stream()
                .sorted(Map.Entry.<TensorType, Long>comparingByValue().reversed())
                .map(e -> e.getKey() + " " + Sizes.of(e.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static void row(Console console, String name, String value) {
        if (!value.isEmpty()) {
            console.line(console.faint(Columns.fit(name, 14)) + value);
        }
    }
}
