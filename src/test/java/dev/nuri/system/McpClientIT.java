package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An assistant that uses Nuri's tools, with the official client of the Model Context Protocol. */
class McpClientIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Queue<McpSchema.ProgressNotification> PROGRESS = new ConcurrentLinkedQueue<>();

    @TempDir
    static Path temp;

    private static NuriServer server;
    private static McpSyncClient client;

    @BeforeAll
    static void start() throws Exception {
        server = NuriServer.start(temp.resolve("data"));
        server.api().ingest(Repository.root().resolve("docs/guide").toString(), "guide");
        client = McpClient.sync(
                        HttpClientStreamableHttpTransport.builder(server.url().toString())
                                .endpoint("/mcp")
                                .build())
                .requestTimeout(Duration.ofSeconds(60))
                .progressConsumer(PROGRESS::add)
                .build();
        client.initialize();
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** What a tool gave, of which the client checked that it keeps to the tool's output schema. */
    private static McpSchema.CallToolResult call(String tool, Map<String, Object> arguments) {
        return client.callTool(new McpSchema.CallToolRequest(tool, arguments));
    }

    private static JsonNode done(String tool, Map<String, Object> arguments) {
        McpSchema.CallToolResult result = call(tool, arguments);
        assertThat(result.isError()).as(text(result)).isNotEqualTo(true);
        assertThat(text(result)).isNotBlank();
        return JSON.valueToTree(result.structuredContent());
    }

    private static String text(McpSchema.CallToolResult result) {
        return ((McpSchema.TextContent) result.content().getFirst()).text();
    }

    @Test
    void toolsSayWhatTheyDoAndChangeNothing() {
        assertThat(client.getServerInfo().name()).isEqualTo("nuri");
        assertThat(client.getServerInstructions()).contains("documents");
        var tools = client.listTools().tools();
        assertThat(tools)
                .extracting(McpSchema.Tool::name)
                .containsExactlyInAnyOrder("search", "ask", "read_document", "list_collections");
        assertThat(tools).allSatisfy(tool -> {
            assertThat(tool.description()).isNotBlank();
            assertThat(tool.annotations().readOnlyHint()).isTrue();
            assertThat(tool.outputSchema()).isNotEmpty();
            tool.inputSchema().properties().forEach((name, schema) -> assertThat(
                            ((Map<?, ?>) schema).get("description"))
                    .as(tool.name() + "." + name)
                    .isNotNull());
        });
    }

    @Test
    void whatIsFoundCanBeReadOnAround() {
        JsonNode found = done("search", Map.of("query", "nori kuromoji", "collection", "guide", "k", 3));
        assertThat(found.path("passages").size()).isBetween(1, 3);
        JsonNode first = found.path("passages").get(0);
        JsonNode read = done(
                "read_document",
                Map.of(
                        "documentId", first.path("documentId").asText(),
                        "start", first.path("start").asInt(),
                        "length",
                                first.path("end").asInt() - first.path("start").asInt()));
        assertThat(read.path("text").asText()).isEqualTo(first.path("text").asText());
        StringBuilder whole = new StringBuilder();
        int at = 0;
        JsonNode part;
        do {
            part = done(
                    "read_document",
                    Map.of("documentId", first.path("documentId").asText(), "start", at, "length", 100));
            whole.append(part.path("text").asText());
            at = part.path("next").asInt();
        } while (part.has("next"));
        assertThat(whole)
                .hasSize(part.path("length").asInt())
                .contains(first.path("text").asText());
    }

    @Test
    void aQuestionIsAnsweredWithItsSources() {
        McpSchema.CallToolResult result = call("ask", Map.of("question", "한국어 낱말은 무엇으로 분석하나요?"));
        assertThat(text(result)).contains("nori", "[1]", "documentId");
        JsonNode answer = JSON.valueToTree(result.structuredContent());
        assertThat(answer.path("verdict").asText()).isEqualTo("grounded");
        assertThat(answer.path("citations").get(0).path("quote").asText()).contains("nori");
    }

    @Test
    void aLongAnswerTellsHowFarItIs() throws Exception {
        client.callTool(new McpSchema.CallToolRequest(
                "ask", Map.of("question", "How are documents indexed?"), Map.of("progressToken", "p1")));
        // Told on a thread of the client's own.
        for (int i = 0; i < 100 && PROGRESS.size() < 2; i++) {
            Thread.sleep(20);
        }
        assertThat(PROGRESS).extracting(McpSchema.ProgressNotification::message).contains("searching", "reading");
    }

    @Test
    void collectionsAreListed() {
        assertThat(done("list_collections", Map.of()).path("collections").findValuesAsText("name"))
                .contains("guide");
    }

    @Test
    void whatIsWrongIsAnErrorOfTheToolInOneSentence() {
        assertThat(call("search", Map.of("query", "x", "k", 1_000)))
                .satisfies(result -> assertThat(result.isError()).isTrue())
                .satisfies(result -> assertThat(text(result)).isEqualTo("k is 1 to 50, got 1000."));
        assertThat(call("search", Map.of("query", " ")))
                .satisfies(result -> assertThat(result.isError()).isTrue());
        assertThat(call("search", Map.of()))
                .satisfies(result -> assertThat(result.isError()).isTrue());
        assertThat(call("read_document", Map.of("documentId", "nothing")))
                .satisfies(result -> assertThat(text(result)).contains("'nothing'"));
        assertThat(call("ask", Map.of("question", "x".repeat(200_000))))
                .satisfies(result -> assertThat(result.isError()).isTrue());
    }

    @Test
    void aPageOfAnotherSiteReachesNoTool() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url().resolve("/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("Origin", "https://elsewhere.example");
        String ping = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"ping\"}";
        assertThat(status(request.POST(HttpRequest.BodyPublishers.ofString(ping))))
                .isEqualTo(403);
        assertThat(status(request.GET())).isEqualTo(403);
    }

    @Test
    void aMessageHasItsLimit() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.url().resolve("/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString("\"" + "x".repeat(2 << 20) + "\""));
        assertThat(status(request)).isEqualTo(413);
    }

    private static int status(HttpRequest.Builder request) throws Exception {
        try (HttpClient plain = HttpClient.newHttpClient()) {
            return plain.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
