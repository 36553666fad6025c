package dev.nuri.web.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * What a command did.
 *
 * @param exit its exit code
 * @param out standard output
 * @param err standard error
 */
record Ran(int exit, String out, String err) {

    /** Runs a command in this process, without the settings that a test of the server before it may have left there. */
    static Ran nuri(String... args) {
        Properties left = new Properties();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("nuri."))
                .forEach(name -> left.setProperty(name, System.clearProperty(name)));
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream caughtOut = new ByteArrayOutputStream();
        ByteArrayOutputStream caughtErr = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(caughtOut, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(caughtErr, true, StandardCharsets.UTF_8));
            int exit = NuriCommandLine.run(args);
            return new Ran(
                    exit, caughtOut.toString(StandardCharsets.UTF_8), caughtErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
            System.getProperties().putAll(left);
        }
    }

    /** The one JSON document on standard output. */
    JsonNode json() throws IOException {
        return new ObjectMapper()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readTree(out);
    }
}
