package dev.nuri.web.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(LoopbackProfile.class)
class RestTest {

    private static final String TEXT =
            "The lighthouse of Pohang was built of white stone in 1908. It stands on a hill.";

    @TempDir
    Path temp;

    @BeforeEach
    void ready() throws InterruptedException {
        for (int i = 0; i < 200 && given().get("/q/health/ready").statusCode() != 200; i++) {
            Thread.sleep(50);
        }
    }

    @Test
    void whatIsTypedIsCompletedAndWhatIsMistypedIsToldOf() throws Exception {
        job(upload("Sternwarte.txt", "The observatory on the hill opens its dome at night.", "typing"));
        given().queryParam("q", "stern")
                .queryParam("collection", "typing")
                .get("/api/suggest")
                .then()
                .statusCode(200)
                .body("suggestions[0].text", startsWith("Sternwarte"))
                .body("suggestions[0].kind", equalTo("title"))
                .body("suggestions[0].count", equalTo(1));
        given().queryParam("q", "the obser")
                .queryParam("collection", "typing")
                .get("/api/suggest")
                .then()
                .body("suggestions[0].text", equalTo("the observatory"))
                .body("suggestions[0].kind", equalTo("word"));
        given().get("/api/suggest").then().statusCode(200).body("suggestions.size()", equalTo(0));
        error(given().queryParam("q", "x".repeat(201)).get("/api/suggest").then(), 400, "invalid_input");
        error(
                given().queryParam("q", "x")
                        .queryParam("k", 0)
                        .get("/api/suggest")
                        .then(),
                400,
                "invalid_input");
        post("/api/search", Map.of("query", "the obsrevatory on the hill", "collection", "typing"))
                .body("suggestion", equalTo("the observatory on the hill"));
    }

    @Test
    void passagesLikeOneAreFoundInOtherDocuments() throws Exception {
        job(upload("one.txt", "The observatory telescope watches distant galaxies.", "alike"));
        job(upload("two.txt", "A telescope of the old observatory sees galaxies too.", "alike"));
        Map<String, Object> telescope = Map.of("query", "telescope", "collection", "alike", "k", 1);
        String first = post("/api/search", telescope).extract().jsonPath().getString("hits[0].passageId");
        String like = post("/api/search", Map.of("like", first, "collection", "alike"))
                .statusCode(200)
                .body("hits.size()", equalTo(1))
                .extract()
                .jsonPath()
                .getString("hits[0].passageId");
        assertThat(like).isNotEqualTo(first);
        error(post("/api/search", Map.of("like", "none#0")), 404, "not_found");
        error(post("/api/search", Map.of("like", first, "query", "x")), 400, "invalid_input");
        error(
                post("/api/search", Map.of("like", first, "filters", Map.of("colour", List.of("red")))),
                400,
                "invalid_input");
    }

    @Test
    void theManifestSaysWhatItIs() {
        given().get("/manifest.webmanifest")
                .then()
                .statusCode(200)
                .contentType(startsWith("application/manifest+json"));
    }

    private static JsonPath job(ValidatableResponse accepted) throws InterruptedException {
        String location = accepted.statusCode(202).extract().header("Location");
        JsonPath job = given().get(location).jsonPath();
        while (job.getString("state").matches("queued|running")) {
            Thread.sleep(20);
            job = given().get(location).jsonPath();
        }
        return job;
    }

    private static ValidatableResponse upload(String name, String text, String collection) {
        return given().multiPart("file", name, text.getBytes(StandardCharsets.UTF_8))
                .multiPart("collection", collection)
                .post("/api/documents")
                .then();
    }

    private static ValidatableResponse post(String path, Object body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    private static void error(ValidatableResponse response, int status, String code) {
        response.statusCode(status)
                .contentType(ContentType.JSON)
                .body("error.code", equalTo(code))
                .body("error.message", not(containsString("Exception")))
                .body("error.message", not(equalTo("")));
    }

    @Test
    void theIndexIsBuiltAnewInTheBackground() throws Exception {
        job(upload("anew.txt", "The windmill of Hallasan turns all night.", "anew"));
        Map<String, Object> query = Map.of("query", "windmill", "collection", "anew", "k", 1);
        JsonPath before = post("/api/search", query).extract().jsonPath();
        ValidatableResponse accepted = given().post("/api/reindex").then().body("kind", equalTo("reindex"));
        JsonPath job = job(accepted);
        assertThat(job.getString("state")).isEqualTo("done");
        assertThat(job.getInt("report.documents.changed")).isPositive();
        assertThat(job.getInt("filesDone")).isEqualTo(job.getInt("filesTotal"));
        post("/api/search", query).body("hits[0].passageId", equalTo(before.getString("hits[0].passageId")));
        assertThat(given().get("/api/ingest").jsonPath().getList("jobs.jobId")).contains(job.getString("jobId"));
        given().get("/api/status").then().body("$", not(hasKey("notice")));
        given().accept("text/event-stream")
                .get("/api/ingest/" + job.getString("jobId"))
                .then()
                .body(containsString("event:done"));
    }

    @Test
    void whatIsUploadedIsFoundReadAndDeleted() throws Exception {
        JsonPath job = job(upload("tower list.txt", TEXT, "life"));
        assertThat(job.getString("state")).isEqualTo("done");
        assertThat(job.getInt("report.documents.added")).isEqualTo(1);

        JsonPath hits = post("/api/search", Map.of("query", "lighthouse", "collection", "life"))
                .statusCode(200)
                .body("hits[0].text", containsString("Pohang"))
                .body("hits[0].title", startsWith("tower"))
                .body("total", equalTo(1))
                .extract()
                .jsonPath();
        String text = hits.getString("hits[0].text");
        int from = hits.getInt("hits[0].highlights[0][0]");
        assertThat(text.substring(from, hits.getInt("hits[0].highlights[0][1]")))
                .isEqualToIgnoringCase("lighthouse");

        String id = hits.getString("hits[0].documentId");
        given().get("/api/documents/" + id).then().statusCode(200).body("passages", equalTo(1));
        given().get("/api/documents?collection=life")
                .then()
                .body("total", equalTo(1))
                .body("documents[0].id", equalTo(id));
        JsonPath content = given().get("/api/documents/" + id + "/content").jsonPath();
        assertThat(content.getString("text")
                        .substring(content.getInt("passages[0].start"), content.getInt("passages[0].end")))
                .isEqualTo(text);

        var original = given().get("/api/documents/" + id + "/original").then().statusCode(200);
        original.header("Content-Disposition", startsWith("attachment; filename*=UTF-8''tower%20"));
        original.header("X-Content-Type-Options", "nosniff");
        original.header("Content-Security-Policy", containsString("sandbox"));
        assertThat(original.extract().asString()).isEqualTo(TEXT);

        given().header("Idempotency-Key", "d1")
                .delete("/api/documents/" + id)
                .then()
                .statusCode(204);
        given().header("Idempotency-Key", "d1")
                .delete("/api/documents/" + id)
                .then()
                .statusCode(204);
        error(given().delete("/api/documents/" + id).then(), 404, "not_found");
        post("/api/search", Map.of("query", "lighthouse", "collection", "life")).body("total", equalTo(0));
    }

    @Test
    void foldersAreIndexedAndFailuresListed() throws Exception {
        Files.writeString(temp.resolve("good.txt"), TEXT);
        Files.write(temp.resolve("broken.pdf"), "%PDF-1.7 and no more".getBytes(StandardCharsets.UTF_8));
        JsonPath job = job(post("/api/ingest", Map.of("path", temp.toString(), "collection", "folder")));
        assertThat(job.getString("state")).isEqualTo("done");
        assertThat(job.getList("failures")).hasSize(1);
        given().get("/api/failures?collection=folder")
                .then()
                .body("total", equalTo(1))
                .body("failures[0].path", containsString("broken.pdf"))
                .body("failures[0].reason", not(equalTo("")));
        given().get("/api/ingest").then().body("jobs.jobId", hasItem(job.getString("jobId")));
        given().get("/api/collections").then().body("collections.name", hasItem("folder"));
        given().get("/api/status")
                .then()
                .body("documents", greaterThan(0))
                .body("failures", greaterThan(0))
                .body("embedder.state", equalTo("none"));
    }

    @Test
    void theSameKeyIsTheSameJob() throws Exception {
        Files.writeString(temp.resolve("a.txt"), TEXT);
        Map<String, String> body = Map.of("path", temp.toString(), "collection", "keys");
        var request = given().contentType(ContentType.JSON).header("Idempotency-Key", "k-" + temp);
        String first = request.body(body).post("/api/ingest").jsonPath().getString("jobId");
        assertThat(request.body(body).post("/api/ingest").jsonPath().getString("jobId"))
                .isEqualTo(first);
        error(
                request.body(Map.of("path", "/", "collection", "keys"))
                        .post("/api/ingest")
                        .then(),
                409,
                "conflict");
    }

    @Test
    void answersWithCitations() throws Exception {
        job(upload("answer.txt", TEXT, "ask"));
        JsonPath answer = post(
                        "/api/ask", Map.of("question", "When was the lighthouse of Pohang built?", "collection", "ask"))
                .statusCode(200)
                .body("verdict", equalTo("grounded"))
                .body("answer", containsString("[1]"))
                .extract()
                .jsonPath();
        String content = given().get("/api/documents/" + answer.getString("citations[0].documentId") + "/content")
                .jsonPath()
                .getString("text");
        assertThat(content.substring(answer.getInt("citations[0].start"), answer.getInt("citations[0].end")))
                .isEqualTo(answer.getString("citations[0].quote"));
        post("/api/ask", Map.of("question", "When was the lighthouse built?", "collection", "nothing-here"))
                .statusCode(200)
                .body("verdict", equalTo("abstained"))
                .body("reason", not(equalTo("")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "\"text\"",
                "null",
                "{\"query\": 7}",
                "{\"query\": \"x\", \"k\": \"many\"}",
                "{\"query\": \"x\", \"k\": 0}",
                "{\"query\": \"x\", \"k\": 1001}",
                "{\"query\": \"x\", \"kk\": 3}",
                "{\"query\": \"\"}",
                "{\"query\": \" \\n \"}",
                "{\"query\": \"x\", \"query\": \"y\"}",
                "{\"query\": \"x\", \"filters\": {\"colour\": [\"red\"]}}",
                "{\"query\": \"x\"} trailing",
                "{\"query\": \"x\", \"filters\": {\"lang\": []}}",
                "{\"query\": \"x\", \"cursor\": \"?\"}"
            })
    void refusesWrongSearches(String body) {
        error(post("/api/search", body), 400, "invalid_input");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"stone AND (NOT [a TO b] ~2^ \\\"", "*:* OR {!x}", "the of and", "half \\ud83d pair", "\\udc00x"
            })
    void takesAnyTextAsAQuery(String query) {
        post("/api/search", "{\"query\": \"" + query + "\"}").statusCode(200);
    }

    @Test
    void refusesLongQueriesAndLargeBodies() {
        error(post("/api/search", Map.of("query", "x".repeat(100_000))), 400, "invalid_input");
        error(post("/api/ask", Map.of("question", "x".repeat(100_000))), 400, "invalid_input");
        error(post("/api/search", Map.of("query", "x".repeat(2_000_000))), 413, "too_large");
        error(upload("big.txt", "x".repeat(4_000_000), "big"), 413, "too_large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"path\": \"relative/path\"}",
                "{\"url\": \"ftp://x/y\"}",
                "{\"url\": \"http://\"}",
                "{\"path\": \"/tmp\", \"collection\": \"a/b\"}",
                "{\"path\": \"\"}",
                "{\"targets\": [null]}"
            })
    void refusesWrongIngests(String body) {
        error(post("/api/ingest", body), 400, "invalid_input");
    }

    @Test
    void saysWhatIsNotThere() {
        error(post("/api/ingest", Map.of("path", temp.resolve("absent").toString())), 404, "not_found");
        error(given().get("/api/documents/none").then(), 404, "not_found");
        error(given().get("/api/documents/none/content").then(), 404, "not_found");
        error(given().get("/api/documents/none/original").then(), 404, "not_found");
        error(given().get("/api/ingest/none").then(), 404, "not_found");
        error(given().get("/api/nothing").then(), 404, "not_found");
        error(given().get("/nothing/at/all").then(), 404, "not_found");
        error(given().put("/api/search").then(), 405, "method_not_allowed");
        error(given().contentType("text/plain").body("x").post("/api/search").then(), 415, "unsupported_media_type");
        error(given().get("/api/documents?limit=0").then(), 400, "invalid_input");
        error(upload("..", "x", "names"), 400, "invalid_input");
        error(given().multiPart("collection", "x").post("/api/documents").then(), 400, "invalid_input");
        error(post("/api/ask", Map.of("question", "Who?", "model", "gpt")), 400, "invalid_input");
        error(post("/api/ask", Map.of("question", " ")), 400, "invalid_input");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../evil.txt", "…😀 \u200Fملف.txt", "CON.txt", "a\\b\\c.txt"})
    void oddNamesAreOnlyNames(String name) throws Exception {
        JsonPath job = job(upload(name, "Some harmless text about harbours and " + name.hashCode(), "odd"));
        assertThat(job.getString("state")).isEqualTo("done");
        assertThat(job.getString("targets[0]")).doesNotContain("/", "\\");
    }

    @Test
    void keepsOtherSitesOut() {
        Map<String, String> body = Map.of("query", "x");
        var json = given().contentType(ContentType.JSON).body(body);
        error(
                json.header("Origin", "https://elsewhere.example")
                        .post("/api/search")
                        .then(),
                403,
                "forbidden");
        error(
                given().contentType(ContentType.JSON)
                        .body(body)
                        .header("Origin", "null")
                        .post("/api/search")
                        .then(),
                403,
                "forbidden");
        error(
                given().header("Sec-Fetch-Site", "cross-site")
                        .delete("/api/documents/x")
                        .then(),
                403,
                "forbidden");
        error(given().header("Host", "rebound.example").get("/api/status").then(), 403, "forbidden");
        given().get("/api/status").then().statusCode(200);
    }

    @Test
    void everyResponseCarriesTheSecurityHeaders() {
        given().get("/api/status")
                .then()
                .header("Content-Security-Policy", containsString("default-src 'self'"))
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Permissions-Policy", containsString("microphone=()"))
                .header("Cache-Control", "no-store");
    }

    @Test
    void showsHealthMetricsAndOpenApi() throws Exception {
        post("/api/search", Map.of("query", "anything")).statusCode(200);
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/ready").then().statusCode(200);
        assertThat(given().get("/q/metrics").asString()).contains("nuri_search_seconds_count");
        given().accept(ContentType.JSON)
                .get("/q/openapi?format=json")
                .then()
                .body("paths.'/api/search'.post.summary", containsString("passages"))
                .body("paths.'/api/ask'.post.description", containsString("text/event-stream"))
                .body("info.title", equalTo("Nuri"));
    }
}
