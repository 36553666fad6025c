package dev.nuri.generator.extractive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.Passage;
import dev.nuri.retriever.Hit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/** A question set of shared/data/qa: passages, and questions with the passage that answers each. */
record QaSet(String name, List<QaPassage> passages, List<QaQuery> queries) {

    /** Sets the quality of answers is measured on. */
    static final List<String> MEASURED = List.of(
            "xquad-r-en",
            "xquad-r-de",
            "xquad-r-el",
            "korquad1-ko",
            "jsquad-ja",
            "cmrc2018-zh",
            "drcd-zh-Hant",
            "arcd-ar",
            "persianqa-fa",
            "poquad-pl",
            "squad-es",
            "squad-it",
            "iapp-th",
            "qed-en");

    /** A passage of a set. */
    record QaPassage(String id, String lang, String title, String text) {

        Hit hit(int rank) {
            Passage passage = new Passage(id, 0, 0, text.length(), text, lang, List.of(), 0);
            return new Hit(
                    rank,
                    1.0 / rank,
                    passage,
                    title,
                    "file:///" + id,
                    "qa",
                    "text/plain",
                    List.of(),
                    List.of(),
                    0,
                    null,
                    null);
        }
    }

    /** A question; {@code answers} is empty when the passage does not answer it. */
    record QaQuery(String id, String lang, String question, List<String> answers, String passageId) {

        /** Whether it may be tuned on: the CRC-32 of its id is even. */
        boolean dev() {
            return crc(id) % 2 == 0;
        }

        /** Whether some text holds one of the answers. */
        boolean answeredIn(String text) {
            String shown = ShownText.of(text);
            return answers.stream().anyMatch(answer -> shown.contains(ShownText.of(answer)));
        }
    }

    static long crc(String id) {
        CRC32 crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

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

    static QaSet read(Path folder) {
        List<QaPassage> passages = new ArrayList<>();
        for (JsonNode node : lines(folder.resolve("passages.jsonl.gz"))) {
            passages.add(new QaPassage(
                    text(node, "id"),
                    text(node, "lang"),
                    text(node, "title"),
                    Normalizer.normalize(text(node, "text"), Normalizer.Form.NFC)));
        }
        List<QaQuery> queries = new ArrayList<>();
        for (JsonNode node : lines(folder.resolve("queries.jsonl.gz"))) {
            List<String> answers = new ArrayList<>();
            node.path("answers").forEach(a -> answers.add(Normalizer.normalize(a.asText(), Normalizer.Form.NFC)));
            if (!answers.isEmpty()) {
                queries.add(new QaQuery(
                        text(node, "id"),
                        text(node, "lang"),
                        text(node, "question"),
                        answers,
                        text(node, "passage_id")));
            }
        }
        return new QaSet(folder.getFileName().toString(), passages, queries);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
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
            throw new java.io.UncheckedIOException(file.toString(), e);
        }
        return nodes;
    }

    /** At most {@code limit} questions of one half, the same ones each time, spread over the set. */
    List<QaQuery> half(boolean dev, int limit) {
        return queries.stream()
                .filter(query -> query.dev() == dev)
                .sorted(java.util.Comparator.comparingLong(query -> crc("order " + query.id())))
                .limit(limit)
                .toList();
    }

    /** The passage of a question with the 9 that stand around it in the set, most often of the same article. */
    List<QaPassage> around(QaQuery query) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < passages.size(); i++) {
            places.put(passages.get(i).id(), i);
        }
        int size = Math.min(10, passages.size());
        int start = Math.clamp(places.get(query.passageId()) - 4L, 0, passages.size() - size);
        return passages.subList(start, start + size);
    }
}
