package dev.nuri.web.cli;

import dev.nuri.web.api.CollectionsView;
import dev.nuri.web.api.CollectionsView.CollectionView;
import dev.nuri.web.api.QuotaBody;
import dev.nuri.web.api.QuotaView;
import dev.nuri.web.client.NuriClient;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is done with collections. */
@Command(
        name = "collections",
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists collections, or says what one may hold.",
        subcommands = {CollectionsCommand.ListTask.class, CollectionsCommand.QuotaTask.class})
final class CollectionsCommand implements Runnable {

    @Spec
    CommandSpec spec;

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name one of: list, quota");
    }

    /** The list. */
    @Command(name = "list", description = "Lists the collections with their sizes and quotas.")
    static final class ListTask extends Task.OverNuri {

        @Override
        int run(NuriClient nuri, Console console) {
            CollectionsView view = nuri.collections();
            console.result(view);
            for (CollectionView c : view.collections()) {
                console.line(console.bold(c.name())
                        + console.faint("  " + c.documents() + " documents, " + c.passages() + " passages")
                        + (c.quota() == null ? "" : "  quota: " + words(c.quota())));
            }
            return view.collections().isEmpty() ? Exit.NO_RESULT : Exit.DONE;
        }
    }

    /** What one may hold. */
    @Command(
            name = "quota",
            description = "Shows or sets what a collection may hold. What is not named has no limit; documents beyond"
                    + " it fail, and nothing is deleted.")
    static final class QuotaTask extends Task.OverNuri {

        @Parameters(paramLabel = "NAME", description = "The collection.")
        String name;

        @Option(names = "--documents", paramLabel = "N", description = "At most this many documents.")
        Long documents;

        @Option(names = "--passages", paramLabel = "N", description = "At most this many passages.")
        Long passages;

        @Option(names = "--bytes", paramLabel = "N", description = "At most this many bytes of text (UTF-8).")
        Long bytes;

        @Option(names = "--none", description = "Take every limit away.")
        boolean none;

        @Override
        int run(NuriClient nuri, Console console) {
            QuotaBody limits = new QuotaBody(documents, passages, bytes);
            QuotaView set =
                    none || !limits.equals(QuotaBody.NONE) ? nuri.setQuota(name, chosen(limits)) : nuri.quota(name);
            console.result(set);
            console.line(name + ": " + words(set));
            return Exit.DONE;
        }

        private QuotaBody chosen(QuotaBody limits) {
            if (none && !limits.equals(QuotaBody.NONE)) {
                throw new ParameterException(
                        spec.commandLine(), "--none takes every limit away; name it alone, or the limits without it");
            }
            return limits;
        }

        @Spec
        CommandSpec spec;
    }

    /** What is used of each limit, such as {@code 3 of 10 documents}. */
    static String words(QuotaView quota) {
        List<String> parts = new ArrayList<>();
        add(parts, quota.used().documents(), quota.limits().documents(), "documents");
        add(parts, quota.used().passages(), quota.limits().passages(), "passages");
        add(parts, quota.used().bytes(), quota.limits().bytes(), "bytes of text");
        return parts.isEmpty() ? "no limit" : String.join(", ", parts);
    }

    private static void add(List<String> parts, long used, Long limit, String what) {
        if (limit != null) {
            parts.add(used + " of " + limit + " " + what);
        }
    }
}
