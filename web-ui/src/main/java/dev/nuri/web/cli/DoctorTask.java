package dev.nuri.web.cli;

import dev.nuri.generator.GuardPolicy;
import dev.nuri.hw.BackendException;
import dev.nuri.hw.Backends;
import dev.nuri.indexer.NuriException;
import dev.nuri.moe.ModelHub;
import dev.nuri.web.client.HttpNuri;
import dev.nuri.web.client.NuriClients;
import dev.nuri.web.config.Settings;
import dev.nuri.web.config.SettingsException;
import dev.nuri.web.engine.NuriEngine;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Looks for what could keep Nuri from working. */
@Command(name = "doctor", description = "Checks this machine and the data folder; says what is wrong and what to do.")
final class DoctorTask extends Task {

    private static final int JAVA = 25;
    private static final long GOOD_DISK_BYTES = 1L << 30;

    /**
     * One check.
     *
     * @param name what was looked at
     * @param state {@code ok}, {@code advice} or {@code wrong}
     * @param detail what was found
     * @param todo what to do; empty when nothing
     */
    record Check(String name, String state, String detail, String todo) {

        static Check ok(String name, String detail) {
            return new Check(name, "ok", detail, "");
        }

        static Check advice(String name, String detail, String todo) {
            return new Check(name, "advice", detail, todo);
        }

        static Check wrong(String name, String detail, String todo) {
            return new Check(name, "wrong", detail, todo);
        }
    }

    @Override
    int run(Console console) {
        List<Check> checks = checks();
        boolean well = checks.stream().noneMatch(c -> c.state().equals("wrong"));
        console.result(Map.of("ok", well, "checks", checks));
        checks.forEach(c -> print(c, console));
        return well ? Exit.DONE : Exit.FAILED;
    }

    private static void print(Check c, Console console) {
        String mark = c.state().equals("ok") ? console.accent("ok     ") : console.warning(Columns.fit(c.state(), 7));
        console.line(mark + Columns.fit(c.name(), 13) + c.detail());
        if (!c.todo().isEmpty()) {
            console.line("       " + " ".repeat(13) + c.todo());
        }
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>(List.of(java(), memory()));
        Settings settings;
        try {
            settings = options.settings();
        } catch (SettingsException e) {
            checks.add(Check.wrong("settings", e.getMessage(), "Mend or remove that setting."));
            return checks;
        }
        checks.add(Check.ok("settings", "every key and value is known"));
        checks.add(tesseract(settings));
        checks.add(languageModel("answers", settings.model(), "quoting, with no language model"));
        checks.add(guard(settings));
        checks.addAll(backends(settings));
        checks.add(disk(settings));
        checks.addAll(new AccessChecks(settings).all());
        boolean served;
        try {
            served = NuriClients.url(settings).isPresent() && isServed(settings);
        } catch (NuriException e) {
            checks.add(Check.wrong("data folder", e.getMessage(), "Follow that."));
            return checks;
        }
        checks.add(
                served
                        ? Check.ok(
                                "data folder",
                                "held by the server at "
                                        + NuriClients.url(settings).get())
                        : folder(settings));
        if (!served) {
            checks.add(port(settings));
        }
        return checks;
    }

    private static boolean isServed(Settings settings) {
        var server = NuriClients.server(settings);
        server.ifPresent(HttpNuri::close);
        return server.isPresent();
    }

    private static Check java() {
        int version = Runtime.version().feature();
        return version >= JAVA
                ? Check.ok("java", Runtime.version().toString())
                : Check.wrong("java", Runtime.version().toString(), "Install a JDK " + JAVA + " or newer.");
    }

    private static Check memory() {
        long mib = Runtime.getRuntime().maxMemory() >> 20;
        return mib >= 256
                ? Check.ok("memory", "heap up to " + mib + " MiB")
                : Check.wrong("memory", "heap up to " + mib + " MiB", "Set NURI_JVM_OPTS=-Xmx512m.");
    }

    private static Check tesseract(Settings settings) {
        String program = settings.parser().tesseract() == null
                ? "tesseract"
                : settings.parser().tesseract().toString();
        try {
            Process process = new ProcessBuilder(program, "--list-langs")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(5, TimeUnit.SECONDS);
            return Check.ok(
                    "tesseract",
                    "languages: " + String.join(" ", output.lines().skip(1).toList()));
        } catch (IOException e) {
            return Check.advice(
                    "tesseract",
                    "not found",
                    "Install tesseract-ocr to read scans and images; the rest works without.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Check.advice("tesseract", "interrupted", "Run doctor again.");
        }
    }

    /** Which backend computes models and why, then what became of the others. */
    private static List<Check> backends(Settings settings) {
        List<Check> checks = new ArrayList<>();
        String chosen = "";
        try {
            Backends.Selection selection = Backends.select(settings.backend());
            chosen = selection.backend().name();
            checks.add(Check.ok("models", selection.reason()));
        } catch (BackendException e) {
            checks.add(Check.wrong("models", e.getMessage(), "Set nuri.backend to auto."));
        }
        for (BackendReport.Line line : BackendReport.all()) {
            if (!line.name().equals(chosen)) {
                checks.add(Check.ok(
                        line.name(), (line.available() ? "could run here: " : "cannot run here: ") + line.reason()));
            }
        }
        return checks;
    }

    /** Where a language model is that is configured, or what happens without one. */
    private static Check languageModel(String name, Settings.LanguageModelSettings model, String without) {
        if (model.name().equals(Settings.NONE)) {
            return Check.ok(name, without);
        }
        if (!model.servers().isEmpty()) {
            return Check.ok(
                    name,
                    model.name() + " on "
                            + model.servers().stream().map(URI::toString).collect(Collectors.joining(" and ")));
        }
        if (model.path() != null) {
            return Check.ok(name, model.name() + " in this process, from " + model.path());
        }
        boolean pullable =
                ModelHub.catalogue().stream().anyMatch(entry -> entry.id().equals(model.name()));
        return pullable
                ? Check.wrong(name, model.name() + " is not here yet", "Run nuri models pull " + model.name() + ".")
                : Check.ok(name, model.name() + ", which an added provider brings");
    }

    private static Check guard(Settings settings) {
        Settings.LanguageModelSettings model = settings.guardModel();
        String policy = "policy " + settings.guardPolicy();
        Check check = languageModel("filter", model, "no guard model");
        if (!model.name().equals(Settings.NONE)
                && GuardPolicy.of(settings.guardPolicy()).isOff()) {
            return Check.advice(
                    "filter",
                    policy + ", so that the guard model " + model.name() + " is never asked",
                    "Set nuri.guard.policy to another policy, or nuri.guard.model=none.");
        }
        return new Check("filter", check.state(), policy + "; " + check.detail(), check.todo());
    }

    private static Check disk(Settings settings) {
        Path there = settings.dataDir();
        while (!Files.exists(there)) {
            there = there.getParent();
        }
        try {
            long free = Files.getFileStore(there).getUsableSpace();
            String detail = (free >> 20) + " MiB free at " + there;
            if (free < settings.minFreeDiskBytes()) {
                return Check.wrong(
                        "disk",
                        detail + ", so that writes are refused (nuri.min-free-disk)",
                        "Make room, or choose another folder with --data-dir.");
            }
            return free >= GOOD_DISK_BYTES
                    ? Check.ok("disk", detail)
                    : Check.advice("disk", detail, "Make room, or choose another folder with --data-dir.");
        } catch (IOException e) {
            return Check.wrong("disk", "cannot be asked: " + e.getMessage(), "Choose another folder with --data-dir.");
        }
    }

    private static Check folder(Settings settings) {
        String name = "data folder";
        if (!Files.exists(settings.dataDir())) {
            return Check.ok(name, settings.dataDir() + " is not there yet");
        }
        try (NuriEngine engine = NuriEngine.open(settings)) {
            return Check.ok(
                    name, settings.dataDir() + ", index of " + (engine.store().sizeBytes() >> 10) + " KiB");
        } catch (NuriException e) {
            return Check.wrong(name, e.getMessage(), "Follow that, or choose another folder with --data-dir.");
        }
    }

    private static Check port(Settings settings) {
        try {
            var _ = Server.freePort(settings);
            return Check.ok("port", settings.host() + ":" + settings.port() + " is free");
        } catch (NuriException e) {
            return Check.wrong("port", e.getMessage(), "End what listens there, or serve with --port.");
        }
    }
}
