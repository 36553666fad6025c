package dev.nuri.web.cli;

import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.IngestBody;
import dev.nuri.web.api.IngestView;
import dev.nuri.web.client.NuriClient;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Indexes files, folders, archives and addresses. */
@Command(
        name = "index",
        description = "Indexes folders, files, archives and URLs; run again, it takes up what is new, changed or gone.")
final class IndexTask extends Task.OverNuri {

    /** Unchanged files cost a stat, so that looking often is cheap. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    @Parameters(paramLabel = "PATH", arity = "1..*", description = "Folders, files or http(s) addresses.")
    List<String> targets;

    @Option(names = "--collection", paramLabel = "C", description = "Where to (default: default).")
    String collection;

    @Option(
            names = "--acl",
            paramLabel = "PRINCIPAL",
            split = ",",
            description = "Who may read it: user:NAME, group:NAME or everyone; posix for whom the file system lets"
                    + " (default: what is known keeps its readers, what is new is for everyone).")
    List<String> acl;

    @Option(names = "--watch", description = "Go on watching for changes until Ctrl-C.")
    boolean watch;

    @Override
    int run(NuriClient nuri, Console console) {
        if (watch && console.json()) {
            throw NuriException.invalid("--watch does not end and so has no JSON document; leave out --json.");
        }
        IngestBody body = IngestBody.of(
                targets.stream().map(IndexTask::absolute).toList(), IngestRequest.collectionName(collection), acl);
        body.request();
        IngestView view = index(nuri, body, console);
        console.result(view);
        IngestText.print(view, console);
        while (watch && paused()) {
            IngestView again = nuri.index(body, p -> {});
            if (again.documents().added()
                            + again.documents().changed()
                            + again.documents().deleted()
                    > 0) {
                IngestText.print(again, console);
            }
        }
        return exit(view);
    }

    private static IngestView index(NuriClient nuri, IngestBody body, Console console) {
        try (Progress progress = Progress.of(console)) {
            return nuri.index(body, progress);
        }
    }

    private static String absolute(String target) {
        try {
            return IngestBody.isUrl(target)
                    ? target
                    : Path.of(target).toAbsolutePath().normalize().toString();
        } catch (InvalidPathException e) {
            throw NuriException.invalid("'" + target + "' is not a path: " + e.getReason() + ".");
        }
    }

    private static boolean paused() {
        try {
            Thread.sleep(LOOK);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int exit(IngestView view) {
        if (view.documents().failed() == 0) {
            return Exit.DONE;
        }
        return view.present() > 0 ? Exit.PARTIAL : Exit.FAILED;
    }
}
