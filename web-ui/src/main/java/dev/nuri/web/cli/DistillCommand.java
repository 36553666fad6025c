package dev.nuri.web.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes small models from large ones and from text. */
@Command(
        name = "distill",
        synopsisSubcommandLabel = "COMMAND",
        description = "Trains a small model from text, and from a larger model where there is one.",
        subcommands = DistillEmbedderTask.class)
final class DistillCommand implements Runnable {

    @Spec
    CommandSpec spec;

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name one of: embedder");
    }
}
