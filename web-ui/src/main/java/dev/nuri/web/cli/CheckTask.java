package dev.nuri.web.cli;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexCheck;
import dev.nuri.indexer.Indexer;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.CheckView;
import dev.nuri.web.client.NuriClients;
import dev.nuri.web.config.Settings;
import dev.nuri.web.data.DataCheck;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Looks for damage. */
@Command(
        name = "check",
        description = "Checks every checksum of the data folder, and that its documents, passages and sources fit.",
        footer = "Exit code 1 when something is damaged; each damage is told with its file and the way out.")
final class CheckTask extends Task {

    @Override
    int run(Console console) {
        Settings settings = options.settings();
        CheckView view = NuriClients.server(settings)
                .map(server -> {
                    try (server) {
                        return server.check();
                    }
                })
                .orElseGet(() -> DataCheck.run(settings.dataDir(), () -> checked(settings)));
        console.result(view);
        view.damages().forEach(d -> console.line(d.file() + " " + d.what() + ": " + d.wayOut() + "."));
        view.notes().forEach(console::line);
        console.line(String.format(
                Locale.ROOT,
                "%s: %d files, %.1f MB, %d documents, %d passages, %d jobs, %.1f s",
                view.ok() ? "All is well" : view.damages().size() + " damaged",
                view.files(),
                view.bytes() / 1e6,
                view.documents(),
                view.passages(),
                view.jobs(),
                view.seconds()));
        return view.ok() ? Exit.DONE : Exit.FAILED;
    }

    private static IndexCheck checked(Settings settings) {
        if (settings.cluster() != null) {
            throw new NuriException(
                    ErrorCode.CONFLICT, "The index is not in the data folder: the cluster that has it checks it.");
        }
        return Indexer.check(settings.dataDir());
    }
}
