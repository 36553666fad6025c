package dev.nuri.web.cli;

import dev.nuri.web.api.IngestView;
import java.util.Locale;

/** What an ingest did, as text for a person. */
final class IngestText {

    private static final int FAILURES_SHOWN = 20;

    private IngestText() {}

    static void print(IngestView view, Console console) {
        var d = view.documents();
        console.line(String.format(
                Locale.ROOT,
                "%d added, %d changed, %d deleted, %d unchanged, %d failed; %d passages in %.1f s",
                d.added(),
                d.changed(),
                d.deleted(),
                d.unchanged(),
                d.failed(),
                view.passages(),
                view.seconds()));
        view.failures().stream()
                .limit(FAILURES_SHOWN)
                .forEach(f -> console.line("  " + console.warning(f.stage()) + "  " + f.path() + ": " + f.reason()));
        int more = view.failures().size() - FAILURES_SHOWN;
        if (more > 0) {
            console.line("  and " + more + " more; --json lists them all");
        }
    }
}
