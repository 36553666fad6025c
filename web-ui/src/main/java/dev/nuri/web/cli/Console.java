package dev.nuri.web.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.nuri.web.api.ErrorView;
import dev.nuri.web.api.Json;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where a command writes: its result to standard output, as text or as one JSON document, everything else to standard
 * error. UTF-8 whatever the locale.
 */
final class Console {

    /** Set by the launcher, which can ask about each stream: {@code out}, {@code err}, both joined by a comma. */
    private static final String TERMINALS = "launcher.terminals";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;
    private final boolean colours;
    private final boolean live;

    Console(PrintStream out, PrintStream err, boolean json, boolean colours, boolean live) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.colours = colours;
        this.live = live;
    }

    /** The streams of this process. */
    static Console ofProcess(boolean json) {
        boolean colours = terminal("out") && System.getenv("NO_COLOR") == null;
        return new Console(utf8(System.out), utf8(System.err), json, colours, terminal("err"));
    }

    private static PrintStream utf8(PrintStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    // ErrorProne takes the console of JDK 22 to 24 for granted; JDK 25 has none again when nobody is at a terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean terminal(String stream) {
        String known = System.getProperty(TERMINALS);
        if (known != null) {
            return known.contains(stream);
        }
        return System.console() != null && System.console().isTerminal();
    }

    /** Whether the result is one JSON document. */
    boolean json() {
        return json;
    }

    /** Whether progress can be drawn over itself. */
    boolean live() {
        return live;
    }

    PrintStream errors() {
        return err;
    }

    /** A line of the result; left out when the result is JSON. */
    void line(String text) {
        if (!json) {
            out.println(clean(text));
        }
    }

    /** A piece of the result that is shown as it comes; left out when the result is JSON. */
    void piece(String text) {
        if (!json) {
            out.print(clean(text));
            out.flush();
        }
    }

    /** What is going on, as a line of JSON for a program that watches. */
    void event(Object event) {
        try {
            err.println(Json.STRICT.writeValueAsString(event));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A line about what is going on. */
    void note(String text) {
        err.println(clean(text));
    }

    /** The result as JSON; left out when it is text. */
    void result(Object document) {
        if (json) {
            try {
                out.println(
                        Json.STRICT.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(document));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Why the command failed. */
    void failure(ErrorView error) {
        err.println("nuri: " + clean(error.error().message()));
        result(error);
    }

    String bold(String text) {
        return styled("1", text);
    }

    String faint(String text) {
        return styled("2", text);
    }

    String accent(String text) {
        return styled("36", text);
    }

    String warning(String text) {
        return styled("33", text);
    }

    private String styled(String code, String text) {
        return colours ? "\u001b[" + code + "m" + clean(text) + "\u001b[0m" : text;
    }

    /** Text of documents may hold escape sequences: only those made here reach a terminal. */
    private static String clean(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\n\t\u001b]]", "\uFFFD").replaceAll("\u001b(?!\\[\\d{1,2}m)", "\uFFFD");
    }
}
