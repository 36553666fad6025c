package dev.nuri.retriever.eval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.EvalSet;
import dev.nuri.retriever.EvalSet.EvalPassage;
import dev.nuri.retriever.EvalSet.EvalQuery;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Reads the folder format of {@link EvalSet}. */
public final class EvalSetReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private EvalSetReader() {}

    /** Reads one folder. */
    public static EvalSet read(Path folder) {
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        return new EvalSet(
                name,
                lines(folder, "passages", EvalSetReader::passage),
                lines(folder, "queries", EvalSetReader::query));
    }

    static EvalPassage passage(JsonNode line) {
        return new EvalPassage(
                required(line, "id"),
                line.path("lang").asText("und"),
                line.path("title").asText(""),
                required(line, "text"));
    }

    private static EvalQuery query(JsonNode line) {
        List<String> answers = new ArrayList<>();
        line.path("answers").forEach(answer -> answers.add(answer.asText()));
        List<String> candidates = new ArrayList<>();
        line.path("candidate_ids").forEach(candidate -> candidates.add(candidate.asText()));
        return new EvalQuery(
                required(line, "id"),
                line.path("lang").asText("und"),
                required(line, "question"),
                answers,
                qrels(line),
                line.path("answerable").asBoolean(true),
                candidates);
    }

    private static Map<String, Integer> qrels(JsonNode line) {
        Map<String, Integer> qrels = new LinkedHashMap<>();
        line.path("qrels")
                .properties()
                .forEach(e -> qrels.put(e.getKey(), e.getValue().asInt()));
        if (qrels.isEmpty() && line.hasNonNull("passage_id")) {
            qrels.put(line.get("passage_id").asText(), 1);
        }
        return qrels;
    }

    static String required(JsonNode line, String field) {
        JsonNode value = line.get(field);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException("the field '" + field + "' is missing or not a text");
        }
        return value.asText();
    }

    static <T> List<T> lines(Path folder, String stem, Function<JsonNode, T> parse) {
        Path file = file(folder, stem);
        List<T> parsed = new ArrayList<>();
        int number = 0;
        try (BufferedReader reader = open(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    parsed.add(parse.apply(JSON.readTree(line)));
                }
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw NuriException.invalid("Line " + number + " of '" + file + "' is not a line of an evaluation set: "
                    + e.getMessage().lines().findFirst().orElse("") + ".");
        } catch (IOException e) {
            throw NuriException.invalid("'" + file + "' cannot be read: " + e.getMessage() + ".");
        }
        return parsed;
    }

    /** Whether a folder has a part of a set. */
    static boolean has(Path folder, String stem) {
        return find(folder, stem).isPresent();
    }

    private static Path file(Path folder, String stem) {
        return find(folder, stem)
                .orElseThrow(() -> NuriException.notFound("'" + folder + "' is not an evaluation set: it has no " + stem
                        + ".jsonl or " + stem + ".jsonl.gz."));
    }

    private static Optional<Path> find(Path folder, String stem) {
        return Stream.of(".jsonl.gz", ".jsonl")
                .map(suffix -> folder.resolve(stem + suffix))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static BufferedReader open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
            return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8), 1 << 16);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }
}
