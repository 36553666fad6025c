package dev.nuri.web.cli;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.ErrorView;
import dev.nuri.web.config.SettingsException;
import java.util.Arrays;
import java.util.List;
import org.jboss.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses the command line, runs the command, and turns whatever goes wrong into one sentence and an exit code. */
public final class NuriCommandLine {

    private static final Logger LOG = Logger.getLogger(NuriCommandLine.class);

    private NuriCommandLine() {}

    /**
     * Runs one command.
     *
     * @return its exit code
     */
    public static int run(String... args) {
        try {
            return of().execute(args);
        } catch (Error e) {
            return internal(e, console(Arrays.asList(args)));
        }
    }

    static CommandLine of() {
        CommandLine line = new CommandLine(new RootCommand());
        line.setParameterExceptionHandler(NuriCommandLine::wrongUsage);
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, parsed.originalArgs()));
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(100);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        String hint = suggestion(e);
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String message = sentence(e.getMessage()) + hint + " See: " + command + " --help";
        console(Arrays.asList(args)).failure(ErrorView.of(ErrorCode.INVALID_INPUT, message));
        return Exit.USAGE;
    }

    private static String suggestion(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            return " Did you mean " + unmatched.getSuggestions().getFirst() + "?";
        }
        return "";
    }

    private static String sentence(String message) {
        return message.endsWith(".") || message.endsWith("?") ? message : message + ".";
    }

    private static int failed(Exception e, List<String> args) {
        Console console = console(args);
        if (e instanceof NuriException known) {
            console.failure(ErrorView.of(known));
            return Exit.of(known);
        }
        if (e instanceof SettingsException wrong) {
            console.failure(ErrorView.of(ErrorCode.INVALID_INPUT, wrong.getMessage()));
            return Exit.USAGE;
        }
        return internal(e, console);
    }

    private static int internal(Throwable e, Console console) {
        LOG.error("The command failed", e);
        console.failure(ErrorView.of(ErrorCode.INTERNAL, "Something went wrong inside Nuri (" + e + ")."));
        return Exit.FAILED;
    }

    private static Console console(List<String> args) {
        return Console.ofProcess(args.contains("--json"));
    }
}
