package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong, empty, huge and hostile input: one sentence, the right status, and the server goes on. */
class BadInputIT {

    @TempDir
    static Path temp;

    private static NuriServer server;

    @BeforeAll
    static void start() throws Exception {
        server = NuriServer.start(temp.resolve("data"));
        Path folder = Files.createDirectories(temp.resolve("docs"));
        Files.writeString(folder.resolve("a.txt"), "The lighthouse of Pohang was built of white stone in 1908.");
        server.api().ingest(folder.toString(), "default");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void queriesThatBreakARule() throws Exception {
        expectError(400, "/api/search", Map.of("query", ""));
        expectError(400, "/api/search", Map.of("query", "   \t\n"));
        expectError(400, "/api/search", Map.of("query", "x".repeat(100_000)));
        expectError(400, "/api/search", Map.of("query", "stone", "k", 0));
        expectError(400, "/api/search", Map.of("query", "stone", "k", 100_000));
        expectError(400, "/api/search", Map.of("query", "stone", "cursor", "not-a-cursor"));
        expectError(400, "/api/ask", Map.of("question", ""));
        expectError(400, "/api/search", Map.of("query", "stone", "filters", Map.of("colour", List.of("red"))));
    }

    @Test
    void queriesFullOfSyntaxAreText() throws Exception {
        for (String query : List.of(
                "stone AND (NOT [a TO b] ~2^ \"",
                "*:* OR {!xmlparser}",
                "the of and",
                "lighthouse \uD83D stone",
                "\uDC00stone")) {
            assertThat(server.api().post("/api/search", Map.of("query", query)).status())
                    .as(query)
                    .isEqualTo(200);
        }
    }

    @Test
    void punctuationAloneIsNoQuery() throws Exception {
        for (String query : List.of("?!… ()", "\"\"\"", "\\")) {
            expectError(400, "/api/search", Map.of("query", query));
            expectError(400, "/api/ask", Map.of("question", query));
        }
        assertThat(server.api().post("/api/search", Map.of("query", "🙂🙂")).status())
                .isEqualTo(200);
    }

    @Test
    void bodiesThatAreNotWhatTheyShouldBe() throws Exception {
        for (String body : List.of("", "{", "[]", "{\"query\": 7, \"k\": \"many\"}", "\"text\"")) {
            Api.Reply reply = server.api().postRaw("/api/search", body);
            assertThat(reply.status()).as(body).isEqualTo(400);
            checkError(reply.body());
        }
    }

    @Test
    void whatIsNotThere() throws Exception {
        checkError(expectStatus(404, server.api().get("/api/documents/0123")));
        checkError(expectStatus(404, server.api().get("/api/documents/0123/content")));
        checkError(expectStatus(404, server.api().get("/api/ingest/nothing")));
        checkError(expectStatus(404, server.api().get("/api/no-such-thing")));
        Api.Reply ingest = server.api().post("/api/ingest", Map.of("path", temp.resolve("absent") + ""));
        assertThat(ingest.status()).isIn(202, 404);
        if (ingest.status() == 202) {
            JsonNode job = server.api().awaitJob(ingest.body().path("jobId").asText());
            assertThat(job.path("state").asText()).isEqualTo("failed");
            assertThat(job.path("error").path("message").asText()).contains("absent");
        } else {
            checkError(ingest.body());
        }
    }

    @Test
    void hostileFileNamesAndBytes() throws Exception {
        for (String name : List.of("../../evil.txt", "…😀 \u200Fملف.txt", "a".repeat(200) + ".txt", "CON.txt")) {
            Api.Reply reply = server.api()
                    .upload(name, "Some harmless text about harbours.".getBytes(StandardCharsets.UTF_8), "odd");
            assertThat(reply.status()).as(name).isEqualTo(202);
            assertThat(server.api()
                            .awaitJob(reply.body().path("jobId").asText())
                            .path("state")
                            .asText())
                    .isEqualTo("done");
        }
        byte[] junk = new byte[100_000];
        new java.util.Random(7).nextBytes(junk);
        JsonNode job = server.api()
                .awaitJob(server.api()
                        .upload("junk.bin", junk, "odd")
                        .body()
                        .path("jobId")
                        .asText());
        assertThat(job.path("failures")).hasSize(1);
        assertThat(temp.getParent().resolve("evil.txt")).doesNotExist();
        assertThat(server.dataDir().resolve("evil.txt")).doesNotExist();
    }

    @Test
    void requestsOfAnotherSite() throws Exception {
        HttpRequest foreign = HttpRequest.newBuilder(server.url().resolve("/api/ingest"))
                .header("Content-Type", "application/json")
                .header("Origin", "https://elsewhere.example")
                .POST(HttpRequest.BodyPublishers.ofString("{\"path\":\"/etc\"}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(foreign, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    private static void expectError(int status, String path, Map<String, ?> body) throws Exception {
        checkError(expectStatus(status, server.api().post(path, body)));
    }

    private static JsonNode expectStatus(int status, Api.Reply reply) {
        assertThat(reply.status()).as(reply.body().toString()).isEqualTo(status);
        return reply.body();
    }

    private static void checkError(JsonNode body) {
        JsonNode error = body.path("error");
        assertThat(error.path("type").asText()).isNotBlank();
        assertThat(error.path("code").asText()).isNotBlank();
        assertThat(error.path("message").asText()).isNotBlank().doesNotContain("Exception", "\tat ");
    }
}
