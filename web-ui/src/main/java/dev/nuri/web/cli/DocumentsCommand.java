package dev.nuri.web.cli;

import dev.nuri.web.api.ContentView;
import dev.nuri.web.api.DocumentView;
import dev.nuri.web.api.DocumentsView;
import dev.nuri.web.api.FailuresView;
import dev.nuri.web.client.NuriClient;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is done with documents one by one. */
@Command(
        name = "documents",
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists, shows or deletes documents.",
        subcommands = {
            DocumentsCommand.ListTask.class,
            DocumentsCommand.ShowTask.class,
            DocumentsCommand.DeleteTask.class
        })
final class DocumentsCommand implements Runnable {

    @Spec
    CommandSpec spec;

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name one of: list, show, delete");
    }

    /** The list. */
    @Command(name = "list", description = "Lists documents by title, or what failed.")
    static final class ListTask extends Task.OverNuri {

        @Option(names = "--collection", paramLabel = "C", description = "Only this collection.")
        String collection;

        @Option(names = "--failed", description = "List what could not be indexed instead.")
        boolean failed;

        @Option(names = "--offset", paramLabel = "N", description = "Skip this many (default: 0).")
        int offset;

        @Option(names = "--limit", paramLabel = "N", description = "Show this many, up to 1000 (default: 100).")
        int limit = 100;

        @Override
        int run(NuriClient nuri, Console console) {
            return failed ? failures(nuri, console) : documents(nuri, console);
        }

        private int documents(NuriClient nuri, Console console) {
            DocumentsView view = nuri.documents(collection, offset, limit);
            console.result(view);
            for (DocumentView d : view.documents()) {
                console.line(console.faint(d.id() + "  ")
                        + Columns.fit(d.lang(), 8)
                        + console.bold(d.title())
                        + console.faint("  " + d.uri()));
            }
            console.line(console.faint(view.documents().size() + " of " + view.total() + " documents"));
            return view.documents().isEmpty() ? Exit.NO_RESULT : Exit.DONE;
        }

        private int failures(NuriClient nuri, Console console) {
            FailuresView view = nuri.failures(collection, offset, limit);
            console.result(view);
            view.failures()
                    .forEach(f ->
                            console.line(console.warning(Columns.fit(f.stage(), 8)) + f.path() + ": " + f.reason()));
            console.line(console.faint(view.failures().size() + " of " + view.total() + " failures"));
            return view.failures().isEmpty() ? Exit.NO_RESULT : Exit.DONE;
        }
    }

    /** One document. */
    @Command(name = "show", description = "Shows a document and its text.")
    static final class ShowTask extends Task.OverNuri {

        @Parameters(paramLabel = "ID", description = "The document's id.")
        String id;

        @Override
        int run(NuriClient nuri, Console console) {
            DocumentView d = nuri.document(id);
            ContentView content = nuri.content(id);
            console.result(Map.of("document", d, "content", content));
            console.line(console.bold(d.title()));
            console.line(console.faint(
                    d.uri() + " · " + d.lang() + " · " + d.mediaType() + " · " + d.passages() + " passages"));
            if (d.readers() != null) {
                console.line(console.faint(
                        "read by " + (d.readers().isEmpty() ? "everyone" : String.join(", ", d.readers()))));
            }
            console.line("");
            console.line(content.text());
            return Exit.DONE;
        }
    }

    /** Deletion. */
    @Command(name = "delete", description = "Deletes documents; indexing their source again brings them back.")
    static final class DeleteTask extends Task.OverNuri {

        @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of the documents.")
        List<String> ids;

        @Override
        int run(NuriClient nuri, Console console) {
            ids.forEach(nuri::delete);
            console.result(Map.of("deleted", ids));
            console.line("Deleted " + ids.size() + (ids.size() == 1 ? " document" : " documents"));
            return Exit.DONE;
        }
    }
}
