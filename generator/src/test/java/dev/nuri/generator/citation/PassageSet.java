package dev.nuri.generator.citation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/**
 * The passages of a question set of shared/data/qa. A passage belongs to the half of the first question that names it, by
 * the CRC-32 of the question's id, and to one half only; one that no question names goes by its own id.
 */
record PassageSet(String name, List<Item> items) {

    /** Left out: its passages are whole papers. */
    private static final String PAPERS = "covidqa-en";

    /** A question with one of its answers. */
    record Asked(String question, String answer) {}

    /** A passage with the questions it answers. */
    record Item(String id, String lang, String title, String text, boolean dev, List<Asked> asked) {}

    /** The folder of question sets, found by walking up from the working directory. */
    static Optional<Path> folder() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path qa = at.resolve("shared/data/qa");
            if (Files.isDirectory(qa)) {
                return Optional.of(qa);
            }
        }
        return Optional.empty();
    }

    /** Every set that is measured, by name. */
    static List<PassageSet> all(Path folder) {
        try (Stream<Path> sets = Files.list(folder)) {
            return sets.filter(set -> !set.endsWith(PAPERS))
                    .sorted()
                    .map(PassageSet::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }

    static PassageSet read(Path folder) {
        Map<String, String> first = new HashMap<>();
        Map<String, List<Asked>> asked = new HashMap<>();
        for (JsonNode query : lines(folder.resolve("queries.jsonl.gz"))) {
            String id = query.path("id").asText();
            String passage = query.path("passage_id").asText("");
            first.putIfAbsent(passage, id);
            query.path("candidate_ids").forEach(candidate -> first.putIfAbsent(candidate.asText(), id));
            if (query.path("answers").size() > 0) {
                asked.computeIfAbsent(passage, p -> new ArrayList<>())
                        .add(new Asked(
                                text(query.path("question")),
                                text(query.path("answers").get(0))));
            }
        }
        List<Item> items = new ArrayList<>();
        for (JsonNode passage : lines(folder.resolve("passages.jsonl.gz"))) {
            String id = passage.path("id").asText();
            items.add(new Item(
                    id,
                    passage.path("lang").asText(),
                    text(passage.path("title")),
                    text(passage.path("text")),
                    crc(first.getOrDefault(id, id)) % 2 == 0,
                    asked.getOrDefault(id, List.of())));
        }
        return new PassageSet(folder.getFileName().toString(), items);
    }

    /** Passages of one half, the same ones each time, spread over the set. */
    List<Item> half(boolean dev, int limit) {
        return items.stream()
                .filter(item -> item.dev() == dev && item.text().length() > 60)
                .sorted(Comparator.comparingLong(item -> crc("order " + item.id())))
                .limit(limit)
                .toList();
    }

    static long crc(String id) {
        CRC32 crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    private static String text(JsonNode node) {
        return Normalizer.normalize(node.asText(), Normalizer.Form.NFC);
    }

    private static List<JsonNode> lines(Path file) {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> nodes = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                nodes.add(mapper.readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
        return nodes;
    }
}
