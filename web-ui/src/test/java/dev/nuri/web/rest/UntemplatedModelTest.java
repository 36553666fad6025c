package dev.nuri.web.rest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that completes text but has no chat template. */
@QuarkusTest
@TestProfile(LocalModelProfile.WithoutTemplate.class)
class UntemplatedModelTest {

    private static Response post(String model, boolean streams) {
        return given().contentType(ContentType.JSON)
                .body("{\"model\": \"" + model + "\", \"stream\": " + streams
                        + ", \"messages\": [{\"role\": \"user\", \"content\": \"When was the bridge opened?\"}]}")
                .post("/v1/chat/completions");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itIsSaidInOneSentence(boolean streams) throws Exception {
        Response response = post("tiny", streams);
        while (response.statusCode() == 503) {
            Thread.sleep(50);
            response = post("tiny", streams);
        }
        response.then()
                .statusCode(400)
                .contentType(ContentType.JSON)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error.message", containsString("The model tiny did not answer: it has no chat template"))
                .body("error.message", not(containsString("Exception")));
        post("nuri", false).then().statusCode(200).body("nuri.verdict", equalTo("abstained"));
    }
}
