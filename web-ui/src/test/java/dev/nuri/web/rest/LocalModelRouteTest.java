package dev.nuri.web.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A language model itself, by its own id, in this process. */
@QuarkusTest
@TestProfile(LocalModelProfile.class)
class LocalModelRouteTest {

    /** Whether a request met the model while it was loading; the first of all does. */
    private static boolean metLoading;

    @BeforeEach
    void ready() throws Exception {
        while (given().get("/q/health/ready").statusCode() != 200) {
            Thread.sleep(50);
        }
        ValidatableResponse said = post("Hello", ", \"max_tokens\": 1");
        while (said.extract().statusCode() != 200) {
            said.statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("error.code", equalTo("not_ready"))
                    .body("error.type", equalTo("server_error"))
                    .body("error.message", containsString("still loading"));
            metLoading = true;
            Thread.sleep(50);
            said = post("Hello", ", \"max_tokens\": 1");
        }
    }

    private static ValidatableResponse post(String question, String more) {
        return given().contentType(ContentType.JSON)
                .body("{\"model\": \"tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"" + question + "\"}]"
                        + more + "}")
                .post("/v1/chat/completions")
                .then();
    }

    private static String content(String more) {
        return post("Tell me.", more).statusCode(200).extract().path("choices[0].message.content");
    }

    @Test
    void whileItLoadsItSaysSo() {
        assertThat(metLoading).isTrue();
    }

    @Test
    void aLimitOfTokensEndsIt() {
        post("Tell me.", ", \"max_tokens\": 5")
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("length"))
                .body("usage.completion_tokens", equalTo(5))
                .body("usage.prompt_tokens", greaterThan(5));
        given().get("/v1/models").then().body("data.id", hasItem("tiny"));
    }

    @Test
    void theSameSeedSaysTheSame() {
        String hot = ", \"max_tokens\": 40, \"temperature\": 1.5";
        String seeded = hot + ", \"seed\": 7";
        assertThat(content(seeded)).isEqualTo(content(seeded)).isNotEqualTo(content(hot + ", \"seed\": 8"));
        assertThat(content(hot)).as("without a seed it is drawn anew").isNotEqualTo(content(hot));
    }

    @Test
    void itEndsAtAStopText() {
        String all = content(", \"max_tokens\": 40");
        int middle = all.codePointCount(0, all.length()) / 2;
        String stop = all.substring(all.offsetByCodePoints(0, middle), all.offsetByCodePoints(0, middle + 2));
        String json;
        try {
            json = new ObjectMapper().writeValueAsString(stop);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
        post("Tell me.", ", \"max_tokens\": 40, \"stop\": [" + json + "]")
                .statusCode(200)
                .body("choices[0].finish_reason", equalTo("stop"))
                .body("choices[0].message.content", equalTo(all.substring(0, all.indexOf(stop))));
    }

    @Test
    void itWritesTheJsonThatIsAskedFor() {
        String schema = ", \"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"name\": \"answer\","
                + " \"schema\": {\"type\": \"object\", \"properties\": {\"port\": {\"enum\": [\"Pohang\", \"Ulsan\"]}},"
                + " \"required\": [\"port\"], \"additionalProperties\": false}}}";
        String content = content(schema);
        assertThat(content.replaceAll("\\s", "")).matches("\\{\"port\":\"(Pohang|Ulsan)\"}");
        post("Tell me.", schema.replace("\"object\"", "\"no such type\""))
                .statusCode(400)
                .body("error.message", containsString("no such type"));
    }

    @Test
    void moreThanItCanReadIsRefused() {
        post("long ".repeat(2 * LocalModelProfile.CONTEXT), "")
                .statusCode(400)
                .body("error.code", equalTo("invalid_input"))
                .body("error.message", containsString("context of " + LocalModelProfile.CONTEXT + " tokens"));
        post("long ".repeat(2 * LocalModelProfile.CONTEXT), ", \"stream\": true")
                .statusCode(400);
        StringBuilder turns = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            turns.append("{\"role\": \"user\", \"content\": \"q\"}, {\"role\": \"assistant\", \"content\": \"a\"},");
        }
        given().contentType(ContentType.JSON)
                .body("{\"model\": \"tiny\", \"messages\": [" + turns + "{\"role\": \"user\", \"content\": \"x\"}]}")
                .post("/v1/chat/completions")
                .then()
                .statusCode(400)
                .body("error.message", containsString("context"));
    }
}
