package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Real, broken and hostile files of many formats through the packaged server, each with what it must yield. */
class RealFilesIT {

    @TempDir
    static Path temp;

    private static Path folder;
    private static NuriServer server;
    private static JsonNode job;
    private static final Map<String, String> textByFile = new HashMap<>();
    private static final Map<String, JsonNode> failureByFile = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        folder = Repository.sharedData("documents");
        server = NuriServer.start(temp.resolve("data"), "--set", "nuri.parser.timeout=30s");
        job = server.api().ingest(folder.toString(), "files");
        for (JsonNode failure : job.path("failures")) {
            failureByFile.merge(fileOf(failure.path("path").asText()), failure, (a, b) -> a);
        }
        JsonNode page = Api.ok(server.api().get("/api/documents?collection=files&limit=1000"));
        for (JsonNode document : page.path("documents")) {
            JsonNode content = Api.ok(
                    server.api().get("/api/documents/" + document.path("id").asText() + "/content"));
            checkPassages(content);
            textByFile.merge(
                    fileOf(URI.create(document.path("uri").asText()).getPath()),
                    document.path("uri").asText() + "\n" + content.path("text").asText(),
                    (a, b) -> a + "\n" + b);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void theRunGoesOnToTheEnd() throws Exception {
        assertThat(job.path("state").asText()).isEqualTo("done");
        assertThat(server.api().isReady()).isTrue();
    }

    @TestFactory
    Stream<DynamicTest> eachFileYieldsWhatItMust() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> expectations = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("index.jsonl"))) {
            expectations.add(json.readTree(line));
        }
        return expectations.stream()
                .map(e -> dynamicTest(
                        e.path("file").asText() + ": " + e.path("expect").asText(), () -> check(e)));
    }

    private static void check(JsonNode expectation) {
        String file = expectation.path("file").asText();
        String text = textByFile.get(file);
        JsonNode failure = failureByFile.get(file);
        switch (expectation.path("expect").asText()) {
            case "text" -> {
                assertThat(text).as("text, or failure %s", failure).isNotNull();
                for (JsonNode part : expectation.path("contains")) {
                    assertThat(folded(text)).contains(folded(part.asText()));
                }
            }
            case "container", "any" ->
                assertThat(text != null || failure != null)
                        .as("indexed or reported")
                        .isTrue();
            case "encrypted" -> {
                assertThat(text).isNull();
                assertThat(failure.path("reason").asText()).containsIgnoringCase("password");
            }
            case "ocr" ->
                assertThat(text != null || failure.path("stage").asText().equals("ocr"))
                        .as("recognised, or reported as needing OCR: %s", failure)
                        .isTrue();
            case "empty", "error", "reject" -> {
                assertThat(text).as("nothing to index").isNull();
                assertThat(failure).as("reported").isNotNull();
                assertThat(failure.path("reason").asText()).isNotBlank();
            }
            default -> throw new AssertionError("unknown expectation " + expectation);
        }
    }

    private static void checkPassages(JsonNode content) {
        String text = content.path("text").asText();
        for (JsonNode passage : content.path("passages")) {
            assertThat(passage.path("start").asInt())
                    .isBetween(0, passage.path("end").asInt() - 1);
            assertThat(passage.path("end").asInt()).isLessThanOrEqualTo(text.length());
        }
    }

    /** The file's name in a path, or in that of one of its members. */
    private static String fileOf(String path) {
        int member = path.indexOf("!/");
        String file = member < 0 ? path : path.substring(0, member);
        return file.substring(file.lastIndexOf('/') + 1);
    }

    private static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).replaceAll("[\\s\\p{Z}]+", "");
    }
}
