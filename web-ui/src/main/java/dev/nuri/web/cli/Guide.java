package dev.nuri.web.cli;

import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The bundled user's guide: a folder per language, and, beside it, questions about it.
 *
 * @param folders one per language
 * @param questions in order of the file
 */
record Guide(List<String> folders, List<Question> questions) {

    /** Set by the launcher to the folder Nuri lies in. */
    private static final String HOME = "launcher.home";

    /**
     * A question about the guide.
     *
     * @param lang its language
     * @param question the question
     * @param document path below the guide's folder of the document that answers
     * @param answer what a right answer contains
     */
    record Question(String lang, String question, String document, String answer) {}

    /** Finds it. */
    static Guide find() {
        Path docs = Path.of(System.getProperty(HOME, ""), "docs").toAbsolutePath();
        Path folder = docs.resolve("guide");
        try (Stream<Path> entries = Files.list(folder)) {
            List<String> languages = entries.filter(Files::isDirectory)
                    .map(Path::toString)
                    .sorted()
                    .toList();
            byte[] questions = Files.readAllBytes(folder.resolveSibling("demo-questions.json"));
            return new Guide(languages, List.of(Json.LENIENT.readValue(questions, Question[].class)));
        } catch (IOException e) {
            throw NuriException.notFound("The bundled guide is not at " + folder + ": start Nuri by its launcher.");
        }
    }

    /** The first question of each language. */
    List<Question> onePerLanguage() {
        Map<String, Question> first = new LinkedHashMap<>();
        questions.forEach(q -> first.putIfAbsent(q.lang(), q));
        return List.copyOf(first.values());
    }
}
