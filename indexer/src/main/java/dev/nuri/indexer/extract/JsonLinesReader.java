package dev.nuri.indexer.extract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Locale;

/**
 * Dumps of documents, one JSON object a line (JSON Lines, NDJSON). Lines of which the first has no text, such as logs, are
 * read as plain text. In a part of a dump lines are counted from its beginning.
 */
final class JsonLinesReader implements FormatReader {

    static final String TYPE = "application/x-ndjson";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

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
        // What the file is, its beginning says, whatever part of it is read.
        try (BufferedReader lines = lines(Files.newInputStream(source.file()))) {
            String first = next(lines);
            if (first == null || !Dump.hasText(new Line(object(first)))) {
                Draft draft = plain.read(source, job);
                draft.warn("Its first line is no JSON object with a field of " + Dump.TEXT_FIELDS
                        + "; it was read as plain text.");
                return draft;
            }
        }
        readLines(source, new Dump(source, job, TYPE, "line"));
        return null;
    }

    private static void readLines(Source source, Dump dump) throws IOException {
        try (BufferedReader lines = lines(source.open())) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    read(line, number, dump);
                }
            }
        }
        dump.end();
    }

    private static void read(String line, int number, Dump dump) {
        JsonNode object;
        try {
            object = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            dump.fail(number, "The line is not one JSON value: " + e.getOriginalMessage() + ".");
            return;
        }
        dump.read(new Line(object), number);
    }

    private static BufferedReader lines(InputStream in) throws IOException {
        Reader decoded = new InputStreamReader(in, StandardCharsets.UTF_8);
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

    /** A line's object. */
    private record Line(JsonNode object) implements Dump.Fields {

        @Override
        public String text(String name) {
            return object.path(name).textValue();
        }

        @Override
        public String id(String name) {
            JsonNode value = object.path(name);
            return value.isTextual() || value.isIntegralNumber() ? value.asText() : null;
        }

        @Override
        public String time(String name) {
            return text(name);
        }
    }
}
