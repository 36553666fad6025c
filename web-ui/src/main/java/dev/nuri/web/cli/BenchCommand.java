package dev.nuri.web.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures speed. */
@Command(
        name = "bench",
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Measures how fast this machine, models, embedding, ingest, search and answers are, and whether a server holds.",
        subcommands = {
            BenchHardwareTask.class,
            BenchModelTask.class,
            BenchEmbedderTask.class,
            BenchIngestTask.class,
            BenchSearchTask.class,
            BenchAnswersTask.class,
            BenchServeTask.class
        })
final class BenchCommand implements Runnable {

    @Spec
    CommandSpec spec;

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Name one of: hardware, model, embedder, ingest, search, answers, serve");
    }
}
