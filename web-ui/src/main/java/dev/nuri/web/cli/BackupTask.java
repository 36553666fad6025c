package dev.nuri.web.cli;

import dev.nuri.web.api.BackupBody;
import dev.nuri.web.api.BackupView;
import dev.nuri.web.client.NuriClient;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Saves the data folder. */
@Command(
        name = "backup",
        description = "Writes the data folder into one file, which is read again and compared.",
        footer = "Where a server holds the data folder, it goes on serving meanwhile.")
final class BackupTask extends Task.OverNuri {

    @Parameters(paramLabel = "FILE", description = "The backup, replaced when it is there.")
    Path file;

    @Option(
            names = "--base",
            paramLabel = "FILE",
            description = "An earlier backup in the same folder: what it holds is not stored again. Keep both.")
    Path base;

    @Override
    int run(NuriClient nuri, Console console) {
        BackupView view = nuri.backup(new BackupBody(
                file.toAbsolutePath().normalize().toString(),
                base == null ? null : base.toAbsolutePath().normalize().toString()));
        console.result(view);
        console.line(String.format(
                Locale.ROOT,
                "%s: %d files, %.1f MB, %d of them stored in %.1f MB, %.1f s",
                view.file(),
                view.files(),
                view.dataBytes() / 1e6,
                view.stored(),
                view.fileBytes() / 1e6,
                view.seconds()));
        return Exit.DONE;
    }
}
