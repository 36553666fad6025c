package dev.nuri.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a command of the launcher did.
 *
 * @param exit its exit code
 * @param out standard output
 * @param err standard error
 */
record Launched(int exit, String out, String err) {

    /** Runs the launcher in a folder over a data folder. */
    static Launched nuri(Path folder, Path data, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Repository.launcher().toString()));
        command.addAll(List.of(arguments));
        return run(folder, Map.of("NURI_HOME", data.toString()), command.toArray(String[]::new));
    }

    /** Runs any command that ends within three minutes. */
    static Launched run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        return run(folder, environment, 3, command);
    }

    /** Runs any command that ends within some minutes. */
    static Launched run(Path folder, Map<String, String> environment, int minutes, String... command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        // The suite runs inside the build; the launcher must use what was built, not build again.
        builder.environment().put("NURI_NO_BUILD", "1");
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " did not end:\n" + Files.readString(err));
        }
        return new Launched(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out);
    }
}
