package dev.nuri.web.cli;

import dev.nuri.moe.InstalledModel;
import dev.nuri.moe.ModelHub;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The models on this machine and how to get more. */
@Command(
        name = "models",
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists, fetches, explains, quantises or deletes language models.",
        subcommands = {
            ModelsListTask.class,
            ModelsCommand.PullTask.class,
            ModelsShowTask.class,
            ModelsQuantizeTask.class,
            ModelsCommand.RemoveTask.class
        })
final class ModelsCommand implements Runnable {

    @Spec
    CommandSpec spec;

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name one of: list, pull, show, quantize, remove");
    }

    /** Fetches a model. */
    @Command(
            name = "pull",
            description = "Fetches a model; what an interrupted pull left is kept and gone on with.",
            footer = "A token for models that need one: NURI_MODELS_TOKEN, or nuri.models.token-file.")
    static final class PullTask extends Task {

        @Parameters(
                paramLabel = "MODEL",
                description = "A catalogue id, hub:OWNER/NAME, hub:OWNER/NAME/FILE, or the URL of a file.")
        String model;

        @Option(names = "--type", paramLabel = "T", description = "The quantisation to fetch, such as Q8_0.")
        String type;

        @Option(names = "--name", paramLabel = "NAME", description = "What to call it here.")
        String name;

        @Override
        int run(Console console) {
            ModelHub hub = new Models(options.settings()).hub();
            InstalledModel pulled;
            try (PullProgress progress = PullProgress.of(console, "Fetching")) {
                pulled = hub.pull(model, type, name, progress);
            }
            console.result(pulled);
            console.line(console.bold(pulled.name()) + console.faint("  " + pulled.path()));
            for (InstalledModel.ModelFile file : pulled.files()) {
                console.line("  " + Columns.fit(Sizes.of(file.bytes()), 10) + file.name() + "  "
                        + console.faint("sha256 " + file.sha256() + (file.checked() ? "" : " (none to compare with)")));
            }
            return Exit.DONE;
        }
    }

    /** Deletes models. */
    @Command(name = "remove", description = "Deletes models that were fetched, or what an unfinished pull left.")
    static final class RemoveTask extends Task {

        @Parameters(paramLabel = "NAME", arity = "1..*", description = "Names, as models list shows them.")
        List<String> names;

        @Override
        int run(Console console) {
            ModelHub hub = new Models(options.settings()).hub();
            long freed = 0;
            for (String name : names) {
                freed += Models.removed(hub, name);
            }
            console.result(Map.of("removed", names, "freedBytes", freed));
            console.line("Removed " + String.join(", ", names) + ", " + Sizes.of(freed) + " freed");
            return Exit.DONE;
        }
    }
}
