package dev.nuri.web.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's routes as bytes on the wire: shapes, refusals, streams, disconnects. */
@QuarkusTest
@TestProfile(LoopbackProfile.class)
class OpenAiTest {

    private static final String TEXT = "The 😀 lighthouse of Ulsan was lit in 1906. It burns oil.";
    private static final String ASKED = "When was the lighthouse of Ulsan lit?";

    @TestHTTPResource("/")
    URI server;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void ready() throws Exception {
        while (given().get("/q/health/ready").statusCode() != 200) {
            Thread.sleep(50);
        }
        String location = given().multiPart("file", "ulsan.txt", TEXT.getBytes(StandardCharsets.UTF_8))
                .multiPart("collection", "chat")
                .post("/api/documents")
                .header("Location");
        while (given().get(location).jsonPath().getString("state").matches("queued|running")) {
            Thread.sleep(20);
        }
    }

    private static String chat(String model, String question, String more) {
        return "{\"model\": \"" + model + "\", \"messages\": [{\"role\": \"user\", \"content\": \"" + question + "\"}]"
                + more + "}";
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    private static void error(ValidatableResponse response, int status, String code) {
        response.statusCode(status)
                .contentType(ContentType.JSON)
                .body("error", hasKey("param"))
                .body("error.type", notNullValue())
                .body("error.code", equalTo(code))
                .body("error.message", not(containsString("Exception")))
                .body("error.message", not(equalTo("")));
    }

    @Test
    void anAnswerCarriesCitationsAnnotationsAndTheWholeAnswer() {
        JsonPath answer = post("/v1/chat/completions", chat("nuri:chat", ASKED, ""))
                .statusCode(200)
                .body("object", equalTo("chat.completion"))
                .body("model", equalTo("nuri:chat"))
                .body("id", startsWith("chatcmpl-"))
                .body("choices[0].message.role", equalTo("assistant"))
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("choices[0].message", hasKey("refusal"))
                .body("usage.total_tokens", equalTo(0))
                .body("nuri.verdict", equalTo("grounded"))
                .body("citations[0].quote", containsString("1906"))
                .extract()
                .jsonPath();
        String content = answer.getString("choices[0].message.content");
        assertThat(answer.getString("nuri.answer")).isEqualTo(content);
        String at = "choices[0].message.annotations[0].url_citation.";
        assertThat(content.substring(answer.getInt(at + "start_index"), answer.getInt(at + "end_index")))
                .isEqualTo("[1]");
        assertThat(answer.getString(at + "title")).isEqualTo(answer.getString("citations[0].title"));
        URI page = URI.create(answer.getString(at + "url"));
        assertThat(page.getAuthority()).isEqualTo(server.getAuthority());
        assertThat(page.getQuery())
                .contains("doc=" + answer.getString("citations[0].documentId"))
                .contains("start=" + answer.getInt("citations[0].start"));
    }

    @Test
    void whatTheDocumentsDoNotSayIsAnAnswerWithoutCitations() {
        post("/v1/chat/completions", chat("nuri:chat", "Who discovered penicillin in London?", ""))
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("choices[0].message.annotations.size()", equalTo(0))
                .body("citations.size()", equalTo(0))
                .body("nuri.verdict", equalTo("abstained"));
    }

    @Test
    void whatAPolicyForbidsIsARefusal() {
        post("/v1/chat/completions", chat("nuri", "FORBIDDEN matter", ""))
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("content_filter"))
                .body("choices[0].message.content", equalTo(null))
                .body("choices[0].message.refusal", equalTo("No."))
                .body("nuri.verdict", equalTo("refused"));
    }

    @Test
    void historyIsContextAndTheSystemMessageIsNotSearchedFor() {
        String messages = "{\"model\": \"nuri:chat\", \"messages\": ["
                + "{\"role\": \"system\", \"content\": \"You are a pirate. Penicillin!\"},"
                + "{\"role\": \"user\", \"content\": [{\"type\": \"text\", \"text\": \"" + ASKED + "\"}]},"
                + "{\"role\": \"assistant\", \"content\": \"In 1906. [1]\"},"
                + "{\"role\": \"user\", \"content\": \"ECHO what\"}, {\"role\": \"user\", \"content\": \"burns it?\"}]}";
        post("/v1/chat/completions", messages)
                .statusCode(200)
                .body("choices[0].message.content", equalTo("ECHO what\nburns it? after " + ASKED + " > In 1906. [1]"));
    }

    @Test
    void ofALongConversationTheLastTurnsCount() {
        StringBuilder messages = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            messages.append("{\"role\": \"user\", \"content\": \"q").append(i).append("\"},");
            messages.append("{\"role\": \"assistant\", \"content\": \"a\"},");
        }
        String body =
                "{\"model\": \"nuri\", \"messages\": [" + messages + "{\"role\": \"user\", \"content\": \"ECHO\"}]}";
        post("/v1/chat/completions", body)
                .statusCode(200)
                .body("choices[0].message.content", startsWith("ECHO after q4950 > a"))
                .body("choices[0].message.content", endsWith("q4999 > a"));
    }

    @Test
    void whatClientsSendBesidesIsTaken() {
        String more = ", \"temperature\": 0.3, \"top_p\": 1, \"max_tokens\": 100, \"max_completion_tokens\": 10,"
                + " \"user\": \"me\", \"seed\": 7, \"store\": false, \"metadata\": {\"a\": \"b\"}, \"n\": 1, \"tools\": [],"
                + " \"stop\": [\"x\"], \"presence_penalty\": 0.1, \"logit_bias\": {\"1\": 2}, \"service_tier\": \"auto\","
                + " \"response_format\": {\"type\": \"text\"}, \"logprobs\": false, \"tool_choice\": \"auto\","
                + " \"modalities\": [\"text\"], \"reasoning_effort\": \"low\", \"stream\": false";
        post("/v1/chat/completions", chat("nuri:chat", ASKED, more)).statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"n\": 2 | unsupported_parameter",
                "\"tools\": [{\"type\": \"function\"}] | unsupported_parameter",
                "\"functions\": [{\"name\": \"f\"}] | unsupported_parameter",
                "\"tool_choice\": \"required\" | unsupported_parameter",
                "\"response_format\": {\"type\": \"json_object\"} | unsupported_parameter",
                "\"logprobs\": true | unsupported_parameter",
                "\"modalities\": [\"text\", \"audio\"] | unsupported_parameter",
                "\"audio\": {\"voice\": \"alloy\"} | unsupported_parameter",
                "\"temperature\": \"warm\" | invalid_input",
                "\"nuri\": {\"filters\": {\"colour\": [\"red\"]}} | invalid_input",
                "\"nuri\": {\"langs\": \"ko\"} | invalid_input",
            })
    void refusesWhatItDoesNotDo(String field, String code) {
        error(post("/v1/chat/completions", chat("nuri", "x", ", " + field)), 400, code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"model\": \"nuri\"}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}",
                "{\"model\": \"nuri\", \"messages\": []}",
                "{\"model\": \"nuri\", \"messages\": [null]}",
                "{\"model\": \"nuri\", \"messages\": [{\"content\": \"x\"}]}",
                "{\"model\": \"nuri\", \"messages\": [{\"role\": \"wizard\", \"content\": \"x\"}]}",
                "{\"model\": \"nuri\", \"messages\": [{\"role\": \"tool\", \"content\": \"x\", \"tool_call_id\": \"1\"}]}",
                "{\"model\": \"nuri\", \"messages\": [{\"role\": \"user\", \"content\": \" \"}]}",
                "{\"model\": \"nuri\", \"messages\": [{\"role\": \"user\"}]}",
                "{\"model\": \"nuri\", \"messages\": [{\"role\": \"user\", \"content\": 7}]}",
                "{\"model\": \"nuri\", \"messages\": [{\"role\": \"user\", \"content\": [7]}]}",
                "{\"model\": \"nuri\", \"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]}",
                "{\"model\": \"nuri\", \"messages\": [{\"role\": \"user\", \"content\": \"x\"}, {\"role\": \"assistant\", \"content\": \"y\"}]}",
            })
    void refusesWrongChats(String body) {
        ValidatableResponse response = post("/v1/chat/completions", body);
        response.statusCode(400)
                .body("error", hasKey("param"))
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.message", not(equalTo("")));
    }

    @Test
    void errorsOfEveryLayerHaveTheShape() {
        error(post("/v1/chat/completions", chat("gpt-5", "x", "")), 404, "model_not_found");
        error(post("/v1/chat/completions", chat("nuri:nowhere", "x", "")), 404, "model_not_found");
        error(given().get("/v1/models/gpt-5").then(), 404, "model_not_found");
        error(given().get("/v1/nothing").then(), 404, "not_found");
        error(given().get("/v1/chat/completions").then(), 405, "method_not_allowed");
        error(
                given().contentType("text/plain")
                        .body("x")
                        .post("/v1/chat/completions")
                        .then(),
                415,
                "unsupported_media_type");
        error(post("/v1/chat/completions", chat("nuri", "x".repeat(100_000), "")), 400, "invalid_input");
        error(post("/v1/chat/completions", chat("nuri", "x".repeat(2_000_000), "")), 413, "too_large");
        error(post("/v1/chat/completions", chat("nuri", "BROKEN", "")), 500, "internal");
        error(
                given().contentType(ContentType.JSON)
                        .header("Origin", "https://elsewhere.example")
                        .body(chat("nuri", "x", ""))
                        .post("/v1/chat/completions")
                        .then(),
                403,
                "forbidden");
        error(given().header("Host", "rebound.example").get("/v1/models").then(), 403, "forbidden");
    }

    @Test
    void modelsAreTheAssistantOfEachCollection() {
        given().get("/v1/models")
                .then()
                .statusCode(200)
                .body("object", equalTo("list"))
                .body("data.id", hasItems("nuri", "nuri:chat"))
                .body("data[0].object", equalTo("model"));
        given().get("/v1/models/nuri:chat").then().statusCode(200).body("owned_by", equalTo("nuri"));
    }

    @Test
    void withoutAnEmbedderThereAreNoEmbeddings() {
        error(post("/v1/embeddings", "{\"model\": \"any\", \"input\": \"x\"}"), 404, "model_not_found");
        error(post("/v1/embeddings", "{\"input\": \"x\"}"), 400, "invalid_value");
    }

    private HttpRequest streamed(String model, String question, String more) {
        return HttpRequest.newBuilder(server.resolve("/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(chat(model, question, ", \"stream\": true" + more)))
                .build();
    }

    private List<String> data(String model, String question, String more) throws Exception {
        HttpResponse<String> response =
                client.send(streamed(model, question, more), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        return response.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring(6))
                .toList();
    }

    @Test
    void aStreamSaysTheSameInPieces() throws Exception {
        List<String> data =
                new ArrayList<>(data("nuri:chat", ASKED, ", \"stream_options\": {\"include_usage\": true}"));
        assertThat(data.removeLast()).isEqualTo("[DONE]");
        List<JsonNode> chunks = new ArrayList<>();
        for (String chunk : data) {
            chunks.add(new ObjectMapper().readTree(chunk));
        }
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.path("id")).isEqualTo(chunks.getFirst().path("id"));
        });
        assertThat(chunks.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        JsonNode usage = chunks.removeLast();
        assertThat(usage.path("choices").size()).isZero();
        assertThat(usage.at("/usage/total_tokens").isNumber()).isTrue();
        JsonNode last = chunks.getLast();
        assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asText("")));
        assertThat(text.toString()).isEqualTo(last.at("/nuri/answer").asText()).contains("1906");
        assertThat(last.at("/citations/0/quote").asText()).contains("1906");
        JsonNode place = last.at("/choices/0/delta/annotations/0/url_citation");
        assertThat(text.substring(
                        place.path("start_index").asInt(),
                        place.path("end_index").asInt()))
                .isEqualTo("[1]");
    }

    @Test
    void aStreamedRefusalHasNoContent() throws Exception {
        List<String> data = data("nuri", "FORBIDDEN matter", "");
        assertThat(String.join("", data).split("No\\.\"", -1))
                .as("told once in the message, once in the whole answer beside it")
                .hasSize(3);
        assertThat(data).noneMatch(chunk -> chunk.contains("\"content\":\"No."));
        assertThat(data.get(data.size() - 2)).contains("\"refusal\":\"No.\"", "\"content_filter\"");
    }

    @Test
    void anErrorAfterTheFirstByteIsAnEvent() throws Exception {
        HttpResponse<String> response =
                client.send(streamed("nuri", "BROKEN", ""), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("event: error\ndata: {\"error\":{\"message\":", "\"server_error\"");
        assertThat(response.body()).doesNotContain("[DONE]", "Exception");
    }

    @Test
    void aWrongStreamIsAStatus() throws Exception {
        HttpResponse<String> response = client.send(streamed("nuri", " ", ""), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(400);
    }

    @Test
    void aClientThatGoesAwayStopsTheWork() throws Exception {
        TestEngine.stopped = new CountDownLatch(1);
        HttpResponse<InputStream> response =
                client.send(streamed("nuri", "SLOW tale", ""), HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.lines().anyMatch(line -> line.contains("more"))).isTrue();
            assertThat(TestEngine.stopped.getCount()).isEqualTo(1);
        }
        assertThat(TestEngine.stopped.await(5, TimeUnit.SECONDS))
                .as("the answerer was told within 5 s")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatGoesAwayInSilenceStopsTheWork(boolean streams) throws Exception {
        TestEngine.stopped = new CountDownLatch(1);
        var pending = client.sendAsync(
                HttpRequest.newBuilder(server.resolve("/v1/chat/completions"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                chat("nuri", "SILENT thought", ", \"stream\": " + streams)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        Thread.sleep(1_000);
        pending.cancel(true);
        assertThat(TestEngine.stopped.await(5, TimeUnit.SECONDS))
                .as("the answerer was told within 5 s, though nothing more was written")
                .isTrue();
    }

    @Test
    void aSilentStreamHasAHeartbeat() throws Exception {
        HttpResponse<InputStream> response =
                client.send(streamed("nuri", "SILENT thought", ""), HttpResponse.BodyHandlers.ofInputStream());
        long start = System.nanoTime();
        try (BufferedReader reader =
                        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
                Stream<String> lines = reader.lines()) {
            assertThat(lines.filter(line -> !line.isEmpty() && !line.startsWith("data:"))
                            .findFirst()
                            .orElseThrow())
                    .startsWith(":");
        }
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(10);
    }

    @Test
    void theDocumentationKnowsTheRoutes() {
        given().accept(ContentType.JSON)
                .get("/q/openapi?format=json")
                .then()
                .body("paths.'/v1/chat/completions'.post.summary", containsString("chat"))
                .body("paths.'/v1/chat/completions'.post.responses.'200'.content", hasKey("text/event-stream"))
                .body("paths.'/v1/embeddings'.post.summary", containsString("mbed"))
                .body("paths", hasKey("/v1/models"))
                .body("components.schemas.ChatBody.properties", hasKey("stream_options"));
    }
}
