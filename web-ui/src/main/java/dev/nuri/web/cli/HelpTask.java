package dev.nuri.web.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Help about Nuri or one of its commands. */
@Command(name = "help", description = "Shows what commands there are, or what one of them takes.")
final class HelpTask extends Task {

    @Spec
    CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command to explain.")
    String command;

    @Override
    int run(Console console) {
        CommandLine about = spec.commandLine().getParent();
        if (command != null) {
            about = about.getSubcommands().get(command);
            if (about == null) {
                throw new ParameterException(spec.commandLine(), "There is no command '" + command + "'");
            }
        }
        console.line(about.getUsageMessage().stripTrailing());
        console.result(Map.of("usage", about.getUsageMessage(), "commands", commands(about)));
        return Exit.DONE;
    }

    private static Map<String, String> commands(CommandLine about) {
        Map<String, String> commands = new LinkedHashMap<>();
        about.getSubcommands()
                .forEach((name, sub) -> commands.put(
                        name,
                        String.join(" ", sub.getCommandSpec().usageMessage().description())));
        return commands;
    }
}
