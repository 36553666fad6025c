package dev.nuri.web.cli;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.moe.ModelException;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.ModelInternalException;
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
        if (e instanceof UnusableModel unusable) {
            console.failure(ErrorView.of(ErrorCode.Kind.USER, "unusable_model", readable(unusable)));
            return Exit.FAILED;
        }
        if (e instanceof ModelException model && !(e instanceof ModelInternalException)) {
            boolean input = model instanceof ModelInputException;
            console.failure(ErrorView.of(
                    input ? ErrorCode.Kind.USER : ErrorCode.Kind.RESOURCES,
                    input ? "invalid_input" : "unavailable",
                    readable(model)));
            return input ? Exit.USAGE : Exit.FAILED;
        }
        return internal(e, console);
    }

    /** The libraries' messages are clauses; a user reads a sentence. */
    private static String readable(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        boolean word = message.matches("(?s)[a-z]+[ ,].*");
        return sentence(word ? Character.toUpperCase(message.charAt(0)) + message.substring(1) : message);
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
