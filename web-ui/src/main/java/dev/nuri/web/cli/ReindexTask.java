package dev.nuri.web.cli;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.IngestView;
import dev.nuri.web.api.ProgressView;
import dev.nuri.web.client.NuriClients;
import dev.nuri.web.config.Settings;
import dev.nuri.web.engine.NuriEngine;
import picocli.CommandLine.Command;

/** Builds the index anew from what it holds, after the analyzers or the embedder changed. */
@Command(
        name = "reindex",
        description = "Builds the index anew from the documents it holds, for a changed analyzer or embedder.")
final class ReindexTask extends Task {

    @Override
    int run(Console console) {
        Settings settings = options.settings();
        NuriClients.url(settings).ifPresent(url -> {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The server at " + url + " holds " + settings.dataDir() + ": stop it, then reindex.");
        });
        IngestView view;
        try (Progress progress = Progress.of(console)) {
            view = IngestView.of(NuriEngine.reindex(settings, p -> progress.accept(ProgressView.of(p))));
        }
        console.result(view);
        IngestText.print(view, console);
        return view.documents().failed() == 0 ? Exit.DONE : Exit.PARTIAL;
    }
}
