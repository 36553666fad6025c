package dev.nuri.indexer.extract;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;

/** Tesseract, the only program that is ever started for a file: with all languages installed, up to a dozen. */
final class Ocr {

    static final String MISSING = "It needs OCR: install tesseract-ocr with the languages of the document.";
    private static final int MAX_LANGUAGES = 12;
    private static final Set<String> NOT_LANGUAGES = Set.of("osd", "equ", "snum");
    private static final Duration LIST_LIMIT = Duration.ofSeconds(10);

    private final Path configured;
    private Path program;
    private String languages;

    Ocr(Path configured) {
        this.configured = configured;
    }

    /** Whether the program and at least one language are there. */
    boolean isInstalled() {
        if (languages == null) {
            program = configured == null ? onPath() : configured;
            languages = program != null && Files.isExecutable(program) ? listLanguages() : "";
        }
        return !languages.isEmpty();
    }

    /**
     * Reads an image.
     *
     * @return its text with line ends
     */
    String read(Path image, Duration limit) throws IOException, ReadFailure {
        String text = run(limit, program.toString(), image.toString(), "stdout", "-l", languages);
        if (text == null) {
            throw new ReadFailure("ocr", "OCR could not read the image in time.");
        }
        return text;
    }

    private String listLanguages() {
        try {
            String list = run(LIST_LIMIT, program.toString(), "--list-langs");
            return list == null
                    ? ""
                    : String.join(
                            "+",
                            list.lines()
                                    .skip(1)
                                    .map(String::strip)
                                    .filter(lang ->
                                            !lang.isEmpty() && !lang.contains("/") && !NOT_LANGUAGES.contains(lang))
                                    .limit(MAX_LANGUAGES)
                                    .toList());
        } catch (IOException e) {
            return "";
        }
    }

    /** What the program printed; null when it failed or took too long. Output goes over a file: a pipe could fill. */
    private static String run(Duration limit, String... command) throws IOException {
        Path output = Files.createTempFile("ocr", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
            builder.environment().put("OMP_THREAD_LIMIT", "1");
            Process process = builder.redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(new File(File.separatorChar == '/' ? "/dev/null" : "NUL")))
                    .start();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0 ? Files.readString(output, StandardCharsets.UTF_8) : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            FileUtils.deleteQuietly(output.toFile());
        }
    }

    private static Path onPath() {
        String path = System.getenv("PATH");
        for (String folder : path == null ? new String[0] : path.split(File.pathSeparator)) {
            for (String name : List.of("tesseract", "tesseract.exe")) {
                Path candidate = Path.of(folder.isEmpty() ? "." : folder, name);
                if (Files.isExecutable(candidate)) {
                    return candidate;
                }
            }
        }
        return null;
    }
}
