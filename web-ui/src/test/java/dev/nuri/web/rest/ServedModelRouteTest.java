package dev.nuri.web.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A language model itself, by its own id, on a server. */
@QuarkusTest
@TestProfile(ServedModelProfile.class)
class ServedModelRouteTest {

    private static final String MODEL = "skt/A.X-K1";
    private static final String BRIDGES = "The Oder bridge was opened in 1901. The Warta bridge was opened in 1932.";
    private static final long PROMPT_MILLIS = 200;

    @TestHTTPResource("/")
    URI server;

    @ConfigProperty(name = "nuri.model.url")
    String modelServer;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void ready() throws Exception {
        while (given().get("/q/health/ready").statusCode() != 200) {
            Thread.sleep(50);
        }
    }

    private static String chat(String question, String more) {
        return "{\"model\": \"" + MODEL + "\", \"messages\": [{\"role\": \"system\", \"content\": \"Be a pirate.\"},"
                + "{\"role\": \"user\", \"content\": \"" + question + "\"}]" + more + "}";
    }

    private static ValidatableResponse post(String question, String more) {
        return given().contentType(ContentType.JSON)
                .body(chat(question, more))
                .post("/v1/chat/completions")
                .then();
    }

    private HttpRequest request(String question, String more) {
        return HttpRequest.newBuilder(server.resolve("/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(chat(question, more)))
                .build();
    }

    private List<JsonNode> chunks(String question, String more) throws Exception {
        HttpResponse<String> response =
                client.send(request(question, ", \"stream\": true" + more), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).endsWith("data: [DONE]\n\n");
        ObjectMapper json = new ObjectMapper();
        return response.body()
                .lines()
                .filter(line -> line.startsWith("data: {"))
                .map(line -> {
                    try {
                        return json.readTree(line.substring(6));
                    } catch (java.io.IOException e) {
                        throw new AssertionError(line, e);
                    }
                })
                .toList();
    }

    private static String joined(List<JsonNode> chunks, String field) {
        StringBuilder text = new StringBuilder();
        chunks.forEach(
                chunk -> text.append(chunk.at("/choices/0/delta/" + field).asText("")));
        return text.toString();
    }

    @Test
    void itsOwnWordsComeWithoutCitations() {
        post("say Arr. [2]", "")
                .statusCode(200)
                .body("model", equalTo(MODEL))
                .body("choices[0].message.content", equalTo("Arr. [2]"))
                .body("choices[0].message.annotations.size()", equalTo(0))
                .body("choices[0].message", not(hasKey("reasoning_content")))
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("usage.prompt_tokens", equalTo(7))
                .body("usage.completion_tokens", equalTo(3))
                .body("usage.total_tokens", equalTo(10))
                .body("$", not(hasKey("citations")))
                .body("$", not(hasKey("nuri")));
    }

    @Test
    void aStreamSaysTheSameInPieces() throws Exception {
        String said = "Ahoy, dear sailor! Where to? The wind is fair. The sea is calm.";
        List<JsonNode> chunks = chunks("say " + said, ", \"stream_options\": {\"include_usage\": true}");
        assertThat(joined(chunks, "content")).isEqualTo(said);
        assertThat(chunks.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(chunks.size()).as("it comes sentence by sentence").isGreaterThan(5);
        assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asText())
                .isEqualTo("stop");
        assertThat(chunks.getLast().at("/usage/total_tokens").asInt()).isEqualTo(10);
        assertThat(chunks).noneMatch(chunk -> chunk.has("citations") || chunk.has("nuri"));
    }

    @Test
    void thoughtsAreNeverContent() throws Exception {
        post("think It is so.", "")
                .body("choices[0].message.content", equalTo("It is so."))
                .body("choices[0].message.reasoning_content", equalTo("Let me see."));
        List<JsonNode> chunks = chunks("think It is so.", "");
        assertThat(joined(chunks, "content")).isEqualTo("It is so.");
        assertThat(joined(chunks, "reasoning_content")).isEqualTo("Let me see.");
        post("say <think>hm, hm</think>Yes.", "").body("choices[0].message.content", equalTo("Yes."));
        post("say hm, hm</think>Yes.", ", \"reasoning_effort\": \"high\"")
                .body("choices[0].message.content", equalTo("Yes."));
    }

    @Test
    void aTextThatALimitEndedSaysSo() throws Exception {
        post("cut It is", "")
                .body("choices[0].message.content", equalTo("It is"))
                .body("choices[0].finish_reason", equalTo("length"));
        assertThat(chunks("cut It is", "")
                        .getLast()
                        .at("/choices/0/finish_reason")
                        .asText())
                .isEqualTo("length");
        post("forever", ", \"max_tokens\": 20").statusCode(200).body("choices[0].finish_reason", equalTo("length"));
    }

    @Test
    void whatIsAskedReachesTheModel() throws Exception {
        String content = post(
                        "echo",
                        ", \"temperature\": 0.3, \"top_p\": 0.9, \"max_completion_tokens\": 77, \"max_tokens\": 5,"
                                + " \"seed\": 12345678901, \"stop\": \"END\", \"reasoning_effort\": \"low\","
                                + " \"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"port\","
                                + " \"schema\": {\"type\": \"object\", \"properties\": {\"a\": {\"type\":"
                                + " \"integer\"}}}}}")
                .statusCode(200)
                .extract()
                .path("choices[0].message.content");
        JsonNode sent = new ObjectMapper().readTree(content);
        assertThat(sent.path("model").asText()).isEqualTo(MODEL);
        assertThat(sent.at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(sent.at("/messages/0/content").asText()).isEqualTo("Be a pirate.");
        assertThat(sent.at("/messages/1/content").asText()).isEqualTo("echo");
        assertThat(sent.path("messages")).as("nothing is added").hasSize(2);
        assertThat(sent.path("temperature").asDouble()).isEqualTo(0.3);
        assertThat(sent.path("top_p").asDouble()).isEqualTo(0.9);
        assertThat(sent.path("max_tokens").asInt()).isEqualTo(77);
        assertThat(sent.path("seed").asLong()).isEqualTo(12345678901L);
        assertThat(sent.at("/stop/0").asText()).isEqualTo("END");
        assertThat(sent.at("/chat_template_kwargs/enable_thinking").asBoolean()).isTrue();
        assertThat(sent.at("/response_format/json_schema/schema/properties/a/type")
                        .asText())
                .isEqualTo("integer");
        String plain = post("echo", ", \"response_format\": {\"type\": \"json_object\"}")
                .extract()
                .path("choices[0].message.content");
        JsonNode least = new ObjectMapper().readTree(plain);
        assertThat(least.at("/response_format/type").asText()).isEqualTo("json_object");
        assertThat(least.has("temperature") || least.has("seed") || least.has("stop") || least.has("top_p"))
                .as("what is not said is the server's to choose: %s", least)
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "status 400, 400, invalid_input",
        "status 413, 413, too_large",
        "status 429, 429, busy",
        "status 401, 503, not_ready",
        "status 500, 503, not_ready",
        "status 502, 503, not_ready",
        "drop It is. And, 503, not_ready",
        "drop It, 503, not_ready"
    })
    void whatFailsIsAnErrorInOpenAisShape(String question, int status, String code) throws Exception {
        ValidatableResponse told = post(question, "").statusCode(status);
        told.body("error.code", equalTo(code))
                .body("error", hasKey("param"))
                .body("error.message", containsString("The model " + MODEL + " did not answer: "))
                .body("error.message", not(containsString("Exception")));
        if (status == 429 || status == 503) {
            assertThat(told.extract().header("Retry-After")).isNotNull();
        }
        HttpResponse<String> stream =
                client.send(request(question, ", \"stream\": true"), HttpResponse.BodyHandlers.ofString());
        if (question.endsWith("And")) {
            assertThat(stream.body())
                    .contains("\"content\":\"It is. \"", "event: error\n")
                    .doesNotContain("[DONE]");
        } else {
            assertThat(stream.statusCode()).as("nothing was said before").isEqualTo(status);
            assertThat(stream.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
            assertThat(stream.body()).contains("\"code\":\"" + code + "\"");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"temperature\": -1 | temperature",
                "\"temperature\": 2.5 | temperature",
                "\"top_p\": 0 | top_p",
                "\"top_p\": 1.5 | top_p",
                "\"max_tokens\": 0 | max_tokens",
                "\"stop\": [1] | stop",
                "\"stop\": \"\" | stop",
                "\"stop\": [\"a\", \"b\", \"c\", \"d\", \"e\"] | stop",
                "\"response_format\": {\"type\": \"xml\"} | response_format",
                "\"response_format\": {\"type\": \"json_schema\"} | response_format.json_schema.schema",
                "\"nuri\": {\"lang\": \"ko\"} | nuri",
                "\"n\": 2 | n",
                "\"tools\": [{\"type\": \"function\"}] | tools",
            })
    void refusesWhatBreaksARule(String field, String param) {
        post("say x", ", " + field)
                .statusCode(400)
                .body("error.param", equalTo(param))
                .body("error.type", equalTo("invalid_request_error"));
    }

    @Test
    void anEmptyMessageIsRefused() {
        post(" ", "").statusCode(400).body("error.param", equalTo("messages[1].content"));
    }

    @Test
    void theModelIsListed() {
        given().get("/v1/models").then().body("data.id", hasItems("nuri", MODEL));
        given().get("/v1/models/" + MODEL).then().statusCode(200).body("id", equalTo(MODEL));
    }

    private long stopped() throws Exception {
        URI address = URI.create(modelServer).resolve("/stopped");
        return Long.parseLong(client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private long millisToStop(long left) throws Exception {
        long stopped = stopped();
        while (stopped < left) {
            assertThat(System.nanoTime() - left).as("it stops at all").isLessThan(TimeUnit.SECONDS.toNanos(10));
            Thread.sleep(5);
            stopped = stopped();
        }
        return TimeUnit.NANOSECONDS.toMillis(stopped - left);
    }

    /** Best of three, for others may hold the machine's processors for longer than that. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatGoesAwayStopsTheModelAtOnce(boolean streams) throws Exception {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3 && best > PROMPT_MILLIS; i++) {
            best = Math.min(best, streams ? leaveStream() : leaveSilently());
        }
        assertThat(best).as("ms until the model stopped").isLessThanOrEqualTo(PROMPT_MILLIS);
    }

    private long leaveStream() throws Exception {
        HttpResponse<InputStream> response =
                client.send(request("forever", ", \"stream\": true"), HttpResponse.BodyHandlers.ofInputStream());
        long left;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.lines().anyMatch(line -> line.contains("more"))).isTrue();
            left = System.nanoTime();
        }
        return millisToStop(left);
    }

    private long leaveSilently() throws Exception {
        var pending = client.sendAsync(request("forever", ""), HttpResponse.BodyHandlers.ofString());
        Thread.sleep(500);
        assertThat(pending.isDone()).isFalse();
        long left = System.nanoTime();
        pending.cancel(true);
        return millisToStop(left);
    }

    /** The assistant keeps the whole sentences of a text that a limit ended. */
    @Test
    void anAnswerThatEndsEarlySaysSo() throws Exception {
        String location = given().multiPart("file", "bridges.txt", BRIDGES.getBytes(StandardCharsets.UTF_8))
                .multiPart("collection", "bridges")
                .post("/api/documents")
                .header("Location");
        while (given().get(location).jsonPath().getString("state").matches("queued|running")) {
            Thread.sleep(20);
        }
        given().contentType(ContentType.JSON)
                .body(chat("When was the Warta bridge opened?", "").replace(MODEL, "nuri:bridges"))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .body("nuri.model", equalTo(MODEL))
                .body("nuri.incomplete", containsString("limit of tokens"))
                .body("choices[0].finish_reason", equalTo("length"))
                .body("choices[0].message.content", equalTo("The Warta bridge was opened in 1932. [1]"));
    }

    @Test
    void aQuestionThatThePolicyBlocksIsRefused() throws Exception {
        post("say a moonbeam", "")
                .statusCode(200)
                .body("choices[0].message.content", nullValue())
                .body("choices[0].message.refusal", containsString("not"))
                .body("choices[0].finish_reason", equalTo("content_filter"))
                .body("usage.total_tokens", equalTo(0));
        List<JsonNode> chunks = chunks("say a moonbeam", "");
        assertThat(joined(chunks, "content")).isEmpty();
        assertThat(joined(chunks, "refusal")).isNotBlank();
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
    }

    /** The server's model is asked to spell the word, so that the question holds none of it. */
    @Test
    void anAnswerThatThePolicyBlocksEndsBeforeIt() throws Exception {
        post("spell It is so. |A moon|beam lies here. More.", "")
                .statusCode(200)
                .body("choices[0].message.content", nullValue())
                .body("choices[0].finish_reason", equalTo("content_filter"));
        List<JsonNode> chunks = chunks("spell It is so. |A moon|beam lies here. More.", "");
        assertThat(joined(chunks, "content")).isEqualTo("It is so. ");
        assertThat(joined(chunks, "refusal")).isNotBlank();
        assertThat(chunks.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
    }

    @Test
    void whatThePolicyMasksIsMasked() throws Exception {
        String said = "spell The key is AKIA|IOSFODNN7|EXAMPLE. Keep it.";
        String shown = "The key is " + "\u2022".repeat(20) + ". Keep it.";
        post(said, "").statusCode(200).body("choices[0].message.content", equalTo(shown));
        assertThat(joined(chunks(said, ""), "content")).isEqualTo(shown);
    }

    @Test
    void theAssistantStillAnswersFromDocuments() {
        given().contentType(ContentType.JSON)
                .body(chat("say anything at all", "").replace(MODEL, "nuri"))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .body("nuri.verdict", equalTo("abstained"))
                .body("choices[0].message.refusal", nullValue());
    }
}
