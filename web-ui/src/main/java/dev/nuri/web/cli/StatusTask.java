package dev.nuri.web.cli;

import dev.nuri.web.api.StatusView;
import dev.nuri.web.client.NuriClient;
import dev.nuri.web.config.Settings;
import java.util.Locale;
import picocli.CommandLine.Command;

/** What is indexed. */
@Command(name = "status", description = "Shows what is indexed, what failed and how Nuri is set up.")
final class StatusTask extends Task.OverNuri {

    @Override
    int run(NuriClient nuri, Console console) {
        StatusView s = nuri.status();
        console.result(s);
        row(console, "version", s.version());
        row(console, "data folder", s.dataDir());
        row(console, "held by", s.pid() == ProcessHandle.current().pid() ? "this command" : "process " + s.pid());
        row(console, "documents", Long.toString(s.documents()));
        row(console, "passages", Long.toString(s.passages()));
        nuri.collections().collections().stream()
                .filter(c -> c.quota() != null)
                .forEach(c -> row(console, "quota", c.name() + ": " + CollectionsCommand.words(c.quota())));
        row(console, "failures", s.failures() + (s.failures() > 0 ? " (nuri documents list --failed)" : ""));
        row(console, "index", String.format(Locale.ROOT, "%.1f MB", s.indexBytes() / 1e6));
        row(console, "engine", s.engine());
        row(console, "embedder", s.embedder().name() + " (" + s.embedder().state() + ")");
        row(console, "answers by", s.model());
        row(console, "filtered by", s.guard().policy() + guardModel(s.guard().model()));
        if (s.notice() != null) {
            console.line(s.notice());
        }
        return Exit.DONE;
    }

    private static String guardModel(String name) {
        return name.equals(Settings.NONE) ? "" : ", " + name;
    }

    private static void row(Console console, String name, String value) {
        console.line(console.faint(String.format(Locale.ROOT, "%-12s", name)) + " " + value);
    }
}
