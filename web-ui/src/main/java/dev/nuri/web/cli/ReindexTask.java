package dev.nuri.web.cli;

import dev.nuri.web.api.IngestView;
import dev.nuri.web.api.ProgressView;
import dev.nuri.web.client.HttpNuri;
import dev.nuri.web.client.NuriClients;
import dev.nuri.web.config.Settings;
import dev.nuri.web.engine.NuriEngine;
import picocli.CommandLine.Command;

/** Builds the index anew from what it holds, after the analyzers or the embedder changed. */
@Command(
        name = "reindex",
        description = "Builds the index anew from the documents it holds, for a changed analyzer or embedder.",
        footer = "Where a server holds the data folder, it goes on searching meanwhile.")
final class ReindexTask extends Task {

    @Override
    int run(Console console) {
        Settings settings = options.settings();
        IngestView view;
        try (Progress progress = Progress.of(console)) {
            view = NuriClients.server(settings)
                    .map(server -> through(server, progress))
                    .orElseGet(() -> here(settings, progress));
        }
        console.result(view);
        IngestText.print(view, console);
        return view.documents().failed() == 0 ? Exit.DONE : Exit.PARTIAL;
    }

    private static IngestView through(HttpNuri server, Progress progress) {
        try (server) {
            return server.reindex(progress);
        }
    }

    private static IngestView here(Settings settings, Progress progress) {
        return IngestView.of(NuriEngine.reindex(settings, p -> progress.accept(ProgressView.of(p))));
    }
}
