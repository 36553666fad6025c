package dev.nuri.indexer.extract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/**
 * Dumps of documents, one JSON object a line (JSON Lines, NDJSON). Each line with a text is a document of its own, named
 * by its id, or by its line; other lines are reported and the rest read. Lines of which the first has no text, such as
 * logs, are read as plain text.
 */
final class JsonLinesReader implements FormatReader {

    static final String TYPE = "application/x-ndjson";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final List<String> TEXTS = List.of("text", "contents", "content", "body");
    private static final List<String> TITLES = List.of("title", "headline", "name");
    private static final List<String> IDS = List.of("id", "_id", "docid", "doc_id", "uuid");
    private static final List<String> ADDRESSES = List.of("url", "uri");
    private static final List<String> TIMES = List.of("modified", "updated", "date", "published");

    private static final String TEXT_FIELDS = String.join(", ", TEXTS);

    /** Lines reported one by one; a file that is no dump at all is not told of ten thousand times. */
    private static final int TOLD = 100;

    private final FormatReader plain;

    JsonLinesReader(FormatReader plain) {
        this.plain = plain;
    }

    /** Whether the name says so; nothing in the bytes tells such a file from other text. */
    static boolean isNamed(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".jsonl") || lower.endsWith(".ndjson");
    }

    @Override
    public Draft read(Source source, Job job) throws IOException, ReadFailure {
        try (BufferedReader lines = open(source)) {
            String first = next(lines);
            if (first == null || first(object(first), TEXTS) == null) {
                Draft draft = plain.read(source, job);
                draft.warn("Its first line is no JSON object with a field of " + TEXT_FIELDS
                        + "; it was read as plain text.");
                return draft;
            }
        }
        new Dump(source, job).read();
        return null;
    }

    private static BufferedReader open(Source source) throws IOException {
        Reader decoded = new InputStreamReader(Files.newInputStream(source.file()), StandardCharsets.UTF_8);
        BufferedReader lines = new BufferedReader(decoded);
        lines.mark(1);
        if (lines.read() != '\uFEFF') {
            lines.reset();
        }
        return lines;
    }

    private static String next(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && line.isBlank()) {
            line = lines.readLine();
        }
        return line;
    }

    private static JsonNode object(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return JSON.nullNode();
        }
    }

    /** The first of some fields that is there, as a line of text; null for none. */
    private static String first(JsonNode object, List<String> fields) {
        for (String field : fields) {
            JsonNode value = object.path(field);
            if (value.isTextual() && !value.textValue().isBlank()) {
                return value.textValue();
            }
        }
        return null;
    }

    private static String id(JsonNode object) {
        for (String field : IDS) {
            JsonNode value = object.path(field);
            if (value.isTextual() || value.isIntegralNumber()) {
                return value.asText();
            }
        }
        return "";
    }

    /** The reading of one dump. */
    private static final class Dump {

        private final Source source;
        private final Job job;
        private int failures;

        Dump(Source source, Job job) {
            this.source = source;
            this.job = job;
        }

        void read() throws IOException {
            try (BufferedReader lines = open(source)) {
                int number = 0;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    number++;
                    if (!line.isBlank()) {
                        read(line, number);
                    }
                }
            }
            if (failures > TOLD) {
                job.sink()
                        .failure(
                                source.member(),
                                "parse",
                                (failures - TOLD) + " more of its lines hold no document that can be read.");
            }
        }

        private void read(String line, int number) {
            JsonNode object;
            try {
                object = JSON.readTree(line);
            } catch (JsonProcessingException e) {
                fail(number, "The line is not one JSON value: " + e.getOriginalMessage() + ".");
                return;
            }
            String text = first(object, TEXTS);
            if (text == null) {
                fail(number, "The line has no text: none of the fields " + TEXT_FIELDS + " is there.");
                return;
            }
            Draft draft = job.draft();
            draft.charset(StandardCharsets.UTF_8.name());
            draft.title(first(object, TITLES));
            draft.metadata("url", first(object, ADDRESSES));
            draft.metadata("modified", first(object, TIMES));
            TextReader.write(text, draft.text);
            String id = id(object);
            String path = job.record(source, id.isBlank() ? "line-" + number : id);
            if (draft.text.isEmpty()) {
                fail(number, "The line's text shows nothing.");
            } else {
                job.sink().document(draft.finish(path, TYPE));
            }
        }

        private void fail(int number, String reason) {
            failures++;
            if (failures <= TOLD) {
                job.sink().failure(source.pathOf("line-" + number), "parse", reason);
            }
        }
    }
}
