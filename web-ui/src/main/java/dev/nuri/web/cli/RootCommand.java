package dev.nuri.web.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nuri} itself. */
@Command(
        name = "nuri",
        synopsisSubcommandLabel = "COMMAND",
        description = "Searches your documents in any language and answers with citations that were checked.",
        footer = {
            "",
            "Every command takes --json, --data-dir DIR, --set KEY=VALUE and --help.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no result or abstained, 4 done in part."
        },
        subcommands = {
            DemoTask.class,
            TestTask.class,
            ServeTask.class,
            IndexTask.class,
            SearchTask.class,
            AskTask.class,
            StatusTask.class,
            DocumentsCommand.class,
            CollectionsCommand.class,
            ReindexTask.class,
            ModelsCommand.class,
            RunTask.class,
            TokenizeTask.class,
            LogitsTask.class,
            EvalCommand.class,
            DistillCommand.class,
            BenchCommand.class,
            BackupTask.class,
            RestoreTask.class,
            CheckTask.class,
            KeyCommand.class,
            DoctorTask.class,
            VersionTask.class,
            HelpTask.class
        })
final class RootCommand implements Runnable {

    @Spec
    CommandSpec spec;

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command, such as: nuri demo");
    }
}
