package dev.nuri.hw.nativecpu;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A C compiler of this machine.
 *
 * @param command its file
 * @param version the first line it says about itself
 */
record Compiler(Path command, String version) {
    private static final List<String> NAMES = List.of("gcc", "clang", "cc");
    private static final long MOST_SECONDS = 120;

    /** The first of gcc, clang and cc in the folders of {@code path}. */
    static Optional<Compiler> find(String path) {
        return NAMES.stream()
                .flatMap(name -> Stream.of(path.split(File.pathSeparator))
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .flatMap(command -> ask(command).stream())
                .findFirst();
    }

    /** A command that cannot say its version is no compiler. */
    private static Optional<Compiler> ask(Path command) {
        try {
            Output output = run(List.of(command.toString(), "--version"), null);
            return output.status == 0 ? Optional.of(new Compiler(command, firstLine(output.text))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Makes a shared library.
     *
     * @param folder holds the sources
     * @throws IOException with the compiler's first complaint
     */
    void compile(Path folder, List<String> flags, List<String> sources, Path library) throws IOException {
        List<String> line = new ArrayList<>(List.of(command.toString()));
        line.addAll(flags);
        line.addAll(List.of("-shared", "-fPIC", "-o", library.toString()));
        line.addAll(sources);
        line.add("-lm");
        Output output = run(line, folder);
        if (output.status != 0) {
            throw new IOException(command + " failed: " + firstLine(output.text));
        }
    }

    private static String firstLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("it said nothing");
    }

    private record Output(int status, String text) {}

    private static Output run(List<String> line, Path folder) throws IOException {
        Path log = Files.createTempFile("nuri-cc", ".log");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            builder.environment().put("LC_ALL", "C");
            if (folder != null) {
                builder.directory(folder.toFile());
            }
            Process process = builder.start();
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(line.getFirst() + " took more than " + MOST_SECONDS + " s");
            }
            return new Output(process.exitValue(), new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + line.getFirst() + " ran", e);
        } finally {
            Files.delete(log);
        }
    }
}
