package dev.nuri.web.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.web.access.ApiKey;
import dev.nuri.web.access.Caller.Verb;
import dev.nuri.web.access.Keys;
import dev.nuri.web.access.RouteVerbs;
import dev.nuri.web.config.Settings;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that asks for keys. */
@QuarkusTest
@TestProfile(KeysProfile.class)
class KeysRouteTest {

    /** Routes that the OpenAPI document does not tell of. */
    private static final List<String> OTHERS = List.of(
            "GET /",
            "GET /index.html",
            "GET /js/main.js",
            "GET /css/base.css",
            "GET /i18n/en.json",
            "GET /icons/nuri.svg",
            "GET /manifest.webmanifest",
            "GET /q/health",
            "GET /q/health/live",
            "GET /q/health/ready",
            "GET /q/health/started",
            "GET /q/openapi",
            "GET /q/metrics",
            "POST /mcp",
            "GET /mcp",
            "DELETE /mcp",
            "GET /mcp/sse",
            "POST /mcp/messages/x");

    @Inject
    Settings settings;

    @TestHTTPResource
    URL url;

    private Keys keys;

    @BeforeEach
    void ready() throws InterruptedException {
        keys = new Keys(settings.dataDir());
        for (int i = 0; i < 200 && given().get("/q/health/ready").statusCode() != 200; i++) {
            Thread.sleep(50);
        }
    }

    private Keys.Created key(Set<Verb> verbs, Set<String> collections) {
        return keys.create("test", new ApiKey.Grant(verbs, collections, null), null);
    }

    private String secret(Verb... verbs) {
        return key(Set.of(verbs), null).secret();
    }

    private static RequestSpecification as(String secret) {
        return given().header("Authorization", "Bearer " + secret);
    }

    private static Response search(String secret) {
        return as(secret)
                .contentType(ContentType.JSON)
                .body(Map.of("query", "x"))
                .post("/api/search");
    }

    /** The last lines of the audit log. */
    private List<JsonNode> audit() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(settings.dataDir().resolve("audit/audit.jsonl"))) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines.reversed();
    }

    @Test
    void everyRouteHasAVerbAndNoneOpensWithoutAKey() throws Exception {
        JsonNode openapi = new ObjectMapper()
                .readTree(given().get("/q/openapi?format=json").asString());
        List<String> routes = new ArrayList<>(OTHERS);
        openapi.path("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> routes.add(method.toUpperCase(java.util.Locale.ROOT) + " "
                        + path.getKey().replaceAll("\\{[^}]*}", "x"))));
        assertThat(routes).hasSizeGreaterThan(OTHERS.size() + 15);
        for (String route : routes) {
            String method = route.substring(0, route.indexOf(' '));
            String path = route.substring(route.indexOf(' ') + 1);
            assertThat(RouteVerbs.knows(method, path)).as(route).isTrue();
            int status = given().request(method, path).statusCode();
            if (RouteVerbs.of(method, path).isPresent()) {
                assertThat(status).as(route).isEqualTo(401);
            } else {
                assertThat(status).as(route).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/js/../q/metrics",
                "/js/%2e%2e/q/metrics",
                "/js/..%2fq/metrics",
                "//q/metrics",
                "/q//metrics",
                "/q/metrics/",
                "/q/metrics;a=b",
                "/q/./metrics",
                "/js/;/../q/metrics",
                "/Q/metrics",
                "/q/%6detrics",
                "/q/health/live/../../metrics",
                "/v1/models/../../q/metrics",
                "/q/health/../metrics"
            })
    void noSpellingOfAnAddressOpensAnother(String path) {
        Response reply = given().urlEncodingEnabled(false).get(path);
        assertThat(reply.asString()).as(path + " " + reply.statusCode()).doesNotContain("jvm_", "# HELP");
        Response read = as(secret(Verb.READ)).urlEncodingEnabled(false).get(path);
        assertThat(read.asString()).as(path + " " + read.statusCode()).doesNotContain("jvm_", "# HELP");
    }

    @Test
    void whoSendsNoKeyIsToldHow() {
        given().get("/api/collections")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", equalTo("Bearer realm=\"nuri\""))
                .body("error.code", equalTo("unauthorized"))
                .body("error.type", equalTo("user"))
                .body("error.message", containsString("Authorization: Bearer"));
        given().get("/v1/models")
                .then()
                .statusCode(401)
                .body("error.type", equalTo("authentication_error"))
                .body("error.code", equalTo("unauthorized"));
        as("nuri_000000000000_" + "x".repeat(43))
                .get("/api/collections")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("invalid_token"));
        as("sk-something-else").get("/api/collections").then().statusCode(401);
        given().auth()
                .preemptive()
                .basic("user", "password")
                .get("/api/collections")
                .then()
                .statusCode(401);
        given().cookie("Authorization", "Bearer " + secret(Verb.READ))
                .queryParam("key", secret(Verb.READ))
                .get("/api/collections")
                .then()
                .statusCode(401);
    }

    @Test
    void aKeyOpensUntilItIsRevokedOrExpires() {
        Keys.Created key = key(Set.of(Verb.READ), null);
        search(key.secret()).then().statusCode(200);
        as(key.secret()).get("/v1/models").then().statusCode(200);
        keys.revoke(key.key().id());
        search(key.secret()).then().statusCode(401).body("error.message", equalTo("This key is revoked."));
        String old = keys.create(
                        "old",
                        new ApiKey.Grant(Set.of(Verb.READ), null, null),
                        Instant.now().minusSeconds(1))
                .secret();
        search(old).then().statusCode(401).body("error.message", equalTo("This key is expired."));
    }

    @Test
    void verbsAreKeptApart() {
        String reader = secret(Verb.READ);
        String writer = secret(Verb.WRITE);
        String admin = secret(Verb.ADMIN);
        as(reader).delete("/api/documents/x").then().statusCode(403).body("error.code", equalTo("forbidden"));
        as(reader).get("/api/status").then().statusCode(403);
        as(reader).get("/q/metrics").then().statusCode(403);
        as(writer).get("/api/collections").then().statusCode(403);
        as(writer).delete("/api/documents/x").then().statusCode(404);
        as(admin).get("/api/status").then().statusCode(200);
        as(admin).get("/q/metrics").then().statusCode(200).body(containsString("nuri_requests_active"));
        as(admin).get("/nothing").then().statusCode(404);
        given().get("/nothing").then().statusCode(401);
    }

    @Test
    void aKeyWritesToItsCollectionsOnly() throws Exception {
        String mine = key(Set.of(Verb.READ, Verb.WRITE), Set.of("mine")).secret();
        String other = secret(Verb.READ, Verb.WRITE);
        upload(mine, "other").then().statusCode(403).body("error.message", containsString("'other'"));
        upload(mine, null).then().statusCode(403).body("error.message", containsString("'default'"));
        String job = upload(mine, "mine").then().statusCode(202).extract().path("jobId");
        as(mine).get("/api/ingest/" + job).then().statusCode(200);
        as(mine).get("/api/ingest").then().body("jobs.jobId", hasItem(job));
        // Another's job is not there, whatever he may write to.
        as(other).get("/api/ingest/" + job).then().statusCode(404);
        as(other).delete("/api/ingest/" + job).then().statusCode(404);
        as(other).get("/api/ingest").then().body("jobs.jobId", not(hasItem(job)));
        as(other).accept("text/event-stream").get("/api/ingest/" + job).then().statusCode(404);
        as(secret(Verb.ADMIN, Verb.WRITE)).get("/api/ingest/" + job).then().statusCode(200);
    }

    private static Response upload(String secret, String collection) {
        RequestSpecification form =
                as(secret).multiPart("file", "a.txt", "A lighthouse.".getBytes(StandardCharsets.UTF_8));
        return (collection == null ? form : form.multiPart("collection", collection)).post("/api/documents");
    }

    @Test
    void aKeyDeletesInItsCollectionsOnly() throws Exception {
        String all = secret(Verb.READ, Verb.WRITE);
        String job = upload(all, "theirs").then().statusCode(202).extract().path("jobId");
        for (int i = 0; i < 400 && !"done".equals(state(all, job)); i++) {
            Thread.sleep(20);
        }
        String id = as(all).get("/api/documents?collection=theirs").path("documents[0].id");
        String mine = key(Set.of(Verb.READ, Verb.WRITE), Set.of("mine")).secret();
        as(mine).delete("/api/documents/" + id).then().statusCode(404).body("error.code", equalTo("not_found"));
        as(all).delete("/api/documents/" + id).then().statusCode(204);
    }

    @Test
    void filesOfTheServersMachineAreNotForWriters() {
        Map<String, String> path =
                Map.of("path", settings.dataDir().resolve("keys.json").toString());
        as(secret(Verb.READ, Verb.WRITE))
                .contentType(ContentType.JSON)
                .body(path)
                .post("/api/ingest")
                .then()
                .statusCode(403)
                .body("error.message", containsString("admin"));
        as(secret(Verb.READ, Verb.WRITE))
                .contentType(ContentType.JSON)
                .body(Map.of("targets", List.of("http://127.0.0.1:1/", "/nowhere")))
                .post("/api/ingest")
                .then()
                .statusCode(403);
    }

    @Test
    void oneIdempotencyKeyIsNotSharedAmongCallers() {
        String job = null;
        for (String secret : List.of(secret(Verb.WRITE), secret(Verb.WRITE))) {
            String next = as(secret)
                    .header("Idempotency-Key", "same")
                    .multiPart("file", "a.txt", "A lighthouse.".getBytes(StandardCharsets.UTF_8))
                    .post("/api/documents")
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("jobId");
            assertThat(next).isNotEqualTo(job);
            job = next;
        }
    }

    @Test
    void anAssistantIsKnownByItsKey() {
        Keys.Created key = key(Set.of(Verb.READ), Set.of("mine"));
        Map<String, Object> call = call("who_am_i", Map.of());
        String session = session(key.secret());
        assertThat(mcp(key.secret(), session, call).asString())
                .contains(key.key().label(), "[mine]");
        String other = secret(Verb.READ);
        assertThat(mcp(other, session, call).asString())
                .doesNotContain(key.key().label());
        mcp("nuri_nothing", session, call).then().statusCode(401);
        given().contentType(ContentType.JSON).body(call).post("/mcp").then().statusCode(401);
    }

    private static Map<String, Object> call(String tool, Map<String, Object> arguments) {
        return Map.of(
                "jsonrpc",
                "2.0",
                "id",
                2,
                "method",
                "tools/call",
                "params",
                Map.of("name", tool, "arguments", arguments));
    }

    private static String session(String secret) {
        Response begun = mcp(
                secret,
                null,
                Map.of(
                        "jsonrpc",
                        "2.0",
                        "id",
                        1,
                        "method",
                        "initialize",
                        "params",
                        Map.of(
                                "protocolVersion", "2025-06-18",
                                "capabilities", Map.of(),
                                "clientInfo", Map.of("name", "test", "version", "1"))));
        String session = begun.then().statusCode(200).extract().header("Mcp-Session-Id");
        mcp(secret, session, Map.of("jsonrpc", "2.0", "method", "notifications/initialized"));
        return session;
    }

    private static Response mcp(String secret, String session, Map<String, Object> message) {
        RequestSpecification request = as(secret)
                .contentType(ContentType.JSON)
                .accept("application/json, text/event-stream")
                .body(message);
        return (session == null ? request : request.header("Mcp-Session-Id", session)).post("/mcp");
    }

    @Test
    void oneKeyHasOnlySoManyRequestsUnderWay() throws Exception {
        String busy = secret(Verb.READ);
        List<InputStream> asking = new ArrayList<>();
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 0; i < KeysProfile.AT_ONCE; i++) {
            asking.add(slowAnswer(client, busy));
        }
        search(busy)
                .then()
                .statusCode(429)
                .header("Retry-After", "1")
                .body("error.code", equalTo("busy"))
                .body("error.message", containsString("nuri.limit.at-once"));
        search(secret(Verb.READ)).then().statusCode(200);
        for (InputStream each : asking) {
            each.close();
        }
        Response taken = search(busy);
        for (int i = 0; i < 500 && taken.statusCode() != 200; i++) {
            Thread.sleep(20);
            taken = search(busy);
        }
        taken.then().statusCode(200);
    }

    @Test
    void whoHasUsedHisTokensMaySearchOn() {
        String costly = secret(Verb.READ);
        ask(costly, "COSTLY " + KeysProfile.TOKENS / 2).then().statusCode(200);
        ask(costly, "COSTLY " + KeysProfile.TOKENS).then().statusCode(200);
        ask(costly, "ECHO")
                .then()
                .statusCode(429)
                .header("Retry-After", notNullValue())
                .body("error.code", equalTo("busy"))
                .body("error.message", containsString("nuri.limit.tokens"));
        assertThat(mcp(costly, session(costly), call("ask", Map.of("question", "ECHO")))
                        .asString())
                .contains("nuri.limit.tokens", "\"isError\":true");
        search(costly).then().statusCode(200);
        ask(secret(Verb.READ), "ECHO").then().statusCode(200);
    }

    private static Response ask(String secret, String question) {
        return as(secret)
                .contentType(ContentType.JSON)
                .body(Map.of("question", question))
                .post("/api/ask");
    }

    @Test
    void answersOverMcpCountAsAnswers() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        List<InputStream> asking = new ArrayList<>();
        for (int i = 0; i < KeysProfile.ANSWERS; i++) {
            asking.add(slowAnswer(client, secret(Verb.READ)));
        }
        String other = secret(Verb.READ);
        String session = session(other);
        Map<String, Object> ask = call("ask", Map.of("question", "ECHO"));
        assertThat(mcp(other, session, ask).asString()).contains("nuri.limit.answers", "\"isError\":true");
        assertThat(mcp(other, session, call("list_collections", Map.of())).asString())
                .contains("\"isError\":false");
        for (InputStream each : asking) {
            each.close();
        }
        String answer = mcp(other, session, ask).asString();
        for (int i = 0; i < 500 && !answer.contains("ECHO after"); i++) {
            Thread.sleep(20);
            answer = mcp(other, session, ask).asString();
        }
        assertThat(answer).contains("ECHO after");
    }

    /** A request for an answer that goes on until its stream is closed; it is under way when its head is there. */
    private InputStream slowAnswer(HttpClient client, String secret) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(url.toURI().resolve("/api/ask"))
                                .header("Authorization", "Bearer " + secret)
                                .header("Content-Type", "application/json")
                                .header("Accept", "text/event-stream")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"question\": \"SLOW tale\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    @Test
    void theAuditLogTellsWhoDidWhatAndNoSecrets() throws Exception {
        String canary = "canary7f3a";
        Keys.Created key = key(Set.of(Verb.READ, Verb.WRITE, Verb.ADMIN), null);
        String wrong = "nuri_" + "0".repeat(12) + "_" + canary + "x".repeat(43 - canary.length());
        as(wrong).get("/api/suggest?q=" + canary).then().statusCode(401);
        as(canary).get("/api/documents/" + canary).then().statusCode(401);
        String job = as(key.secret())
                .header("X-Request-Id", "audit-1")
                .multiPart("file", canary + ".txt", ("The text " + canary).getBytes(StandardCharsets.UTF_8))
                .post("/api/documents")
                .path("jobId");
        as(key.secret())
                .contentType(ContentType.JSON)
                .body(Map.of("url", "http://user:" + canary + "@127.0.0.1:1/"))
                .post("/api/ingest");
        for (int i = 0; i < 400 && !List.of("done", "failed").contains(state(key.secret(), job)); i++) {
            Thread.sleep(20);
        }
        String id = as(key.secret())
                .contentType(ContentType.JSON)
                .body(Map.of("query", canary))
                .post("/api/search")
                .path("hits[0].documentId");
        as(key.secret())
                .header("X-Request-Id", "audit-2")
                .delete("/api/documents/" + id)
                .then()
                .statusCode(204);
        as(key.secret())
                .header("X-Request-Id", "audit-3")
                .contentType(ContentType.JSON)
                .body(Map.of("question", "FORBIDDEN " + canary))
                .post("/api/ask")
                .then()
                .statusCode(200);
        as(key.secret())
                .header("X-Request-Id", "audit-4")
                .accept("text/event-stream")
                .contentType(ContentType.JSON)
                .body(Map.of("question", "FORBIDDEN " + canary))
                .post("/api/ask")
                .then()
                .statusCode(200);
        as(key.secret())
                .header("X-Request-Id", "audit-5")
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "model",
                        "nuri",
                        "stream",
                        true,
                        "messages",
                        List.of(Map.of("role", "user", "content", "FORBIDDEN " + canary))))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200);

        assertThat(of("audit-1")).isEqualTo("ingest.accepted " + key.key().label() + " " + job + " 1 files");
        assertThat(of("audit-2")).isEqualTo("document.deleted " + key.key().label() + " " + id + " done");
        for (String request : List.of("audit-3", "audit-4", "audit-5")) {
            assertThat(of(request)).isEqualTo("question.refused " + key.key().label() + "  hate");
        }
        assertThat(audit())
                .anyMatch(line -> line.path("event").asText().equals("authentication.failed")
                        && line.path("from").asText().equals("127.0.0.1")
                        && line.path("caller").asText().equals("nobody"));
        String all = Files.readString(settings.dataDir().resolve("audit/audit.jsonl"));
        assertThat(all).doesNotContain(canary).doesNotContain(key.secret().substring(18));
    }

    private static String state(String secret, String job) {
        return as(secret).get("/api/ingest/" + job).path("state");
    }

    private String of(String request) throws IOException {
        JsonNode line = audit().stream()
                .filter(each -> each.path("request").asText().equals(request))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line of " + request));
        return line.path("event").asText() + " " + line.path("caller").asText() + " "
                + line.path("object").asText() + " " + line.path("outcome").asText();
    }

    @Test
    void aRequestKeepsItsIdOrGetsOne() {
        given().header("X-Request-Id", "my-id.1:2_3")
                .get("/q/health/live")
                .then()
                .header("X-Request-Id", "my-id.1:2_3");
        for (String bad : List.of("a b", "x".repeat(65), "<script>", "é")) {
            String given =
                    given().header("X-Request-Id", bad).get("/q/health/live").header("X-Request-Id");
            assertThat(given).matches("[0-9a-f-]{36}");
        }
        assertThat(given().get("/api/collections").header("X-Request-Id")).matches("[0-9a-f-]{36}");
    }
}
