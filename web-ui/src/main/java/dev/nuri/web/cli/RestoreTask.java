package dev.nuri.web.cli;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.RestoreView;
import dev.nuri.web.client.NuriClients;
import dev.nuri.web.config.Settings;
import dev.nuri.web.data.Restore;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a saved data folder back. */
@Command(
        name = "restore",
        description = "Puts a data folder back from a backup, after every file was compared and the index checked.",
        footer = "A folder that is replaced stays beside the new one.")
final class RestoreTask extends Task {

    @Parameters(paramLabel = "FILE", description = "The backup; its base, if it has one, lies in the same folder.")
    Path file;

    @Option(names = "--replace", description = "Replace a data folder that holds something.")
    boolean replace;

    @Override
    int run(Console console) {
        Settings settings = options.settings();
        NuriClients.server(settings).ifPresent(server -> {
            server.close();
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "A server holds the data folder " + settings.dataDir() + ": stop it, then restore.");
        });
        RestoreView view = new Restore(file, settings.dataDir()).run(replace);
        console.result(view);
        console.line(String.format(
                Locale.ROOT,
                "%s: %d documents, %d files, %.1f MB, as of %s, %.1f s",
                view.dataDir(),
                view.documents(),
                view.files(),
                view.bytes() / 1e6,
                view.created(),
                view.seconds()));
        if (view.former() != null) {
            console.line("What was there before is in " + view.former() + ".");
        }
        return Exit.DONE;
    }
}
