package dev.nuri.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every route shows a caller what he may read, and nothing of the rest. */
@QuarkusTest
@TestProfile(LoopbackProfile.class)
class PermissionsRouteTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RED = "user:ann,group:red";
    private static final String STRANGER = "user:bob";
    private static final String OPEN = "The harbour lighthouse of Pohang was built in 1908.";
    private static final String SECRET = "The lighthouse qzorvexin of Pohang was sold in 1999 for nine million crowns.";
    private static final String QUESTION = "What happened to the lighthouse of Pohang in 1999?";
    private static final String EVENTS = "text/event-stream";

    @TestHTTPResource("/")
    URI server;

    private final HttpClient client = HttpClient.newHttpClient();
    private String collection;
    private String secretId;

    @BeforeEach
    void documents() throws Exception {
        while (send(request("/q/health/ready", null).GET()).statusCode() != 200) {
            Thread.sleep(50);
        }
        collection = "acl" + Long.toHexString(System.nanoTime());
        upload("open.txt", OPEN, null, null);
        upload("qzsecret.txt", SECRET, "group:red", null);
        JsonNode hits = search(RED, "qzorvexin").path("hits");
        secretId = hits.path(0).path("documentId").asText();
        assertThat(secretId).isNotEmpty();
    }

    private HttpRequest.Builder request(String path, String principals) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path));
        return principals == null ? request : request.header(TestCallers.HEADER, principals);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String principals) throws Exception {
        return send(request(path, principals).GET());
    }

    private HttpResponse<String> post(String path, Object body, String principals, String accept) throws Exception {
        return send(request(path, principals)
                .header("Content-Type", "application/json")
                .header("Accept", accept)
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private HttpResponse<String> put(String path, Object body, String principals) throws Exception {
        return send(request(path, principals)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private HttpResponse<String> sent(String name, String text, String acl, String principals) throws Exception {
        StringBuilder body = new StringBuilder();
        field(body, "collection", null, collection);
        if (acl != null) {
            field(body, "acl", null, acl);
        }
        field(body, "file", name, text);
        body.append("--edge--\r\n");
        return send(request("/api/documents", principals)
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private static void field(StringBuilder body, String name, String file, String value) {
        body.append("--edge\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append('"');
        body.append(file == null ? "" : "; filename=\"" + file + "\"\r\nContent-Type: text/plain");
        body.append("\r\n\r\n").append(value).append("\r\n");
    }

    private String upload(String name, String text, String acl, String principals) throws Exception {
        HttpResponse<String> accepted = sent(name, text, acl, principals);
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        String id = JSON.readTree(accepted.body()).path("jobId").asText();
        JsonNode job;
        do {
            Thread.sleep(20);
            job = JSON.readTree(get("/api/ingest/" + id, principals).body());
        } while (job.path("finished").isMissingNode());
        assertThat(job.path("state").asText()).isEqualTo("done");
        return id;
    }

    private JsonNode search(String principals, String query) throws Exception {
        return JSON.readTree(
                post("/api/search", Map.of("query", query, "collection", collection), principals, "application/json")
                        .body());
    }

    @Test
    void searchAndSuggestions() throws Exception {
        assertThat(search(RED, "lighthouse").path("total").asInt()).isEqualTo(2);
        assertThat(search(null, "lighthouse").path("total").asInt()).isEqualTo(2);
        JsonNode hits = search(STRANGER, "lighthouse qzorvexin");
        assertThat(hits.path("total").asInt()).isEqualTo(1);
        assertThat(hits.path("facets").path("lang").path(0).path("count").asInt())
                .isEqualTo(1);
        assertThat(search(STRANGER, "lighthouse qzorvexim").toString()).doesNotContain("qzorvexin");
        assertThat(search(RED, "lighthouse qzorvexim").path("suggestion").asText())
                .contains("qzorvexin");
        assertThat(get("/api/suggest?q=qzor", RED).body()).contains("qzorvexin");
        assertThat(get("/api/suggest?q=qzor", STRANGER).body()).doesNotContain("qzorvexin");
        assertThat(get("/api/suggest?q=qzs", STRANGER).body()).doesNotContain("qzsecret");
    }

    @Test
    void documentsAndLists() throws Exception {
        for (String path : List.of("", "/content", "/original", "/acl")) {
            HttpResponse<String> hidden = get("/api/documents/" + secretId + path, STRANGER);
            HttpResponse<String> none = get("/api/documents/" + "0".repeat(32) + path, STRANGER);
            assertThat(hidden.statusCode()).as(path).isEqualTo(404);
            assertThat(hidden.body()).isEqualTo(none.body().replace("0".repeat(32), secretId));
            assertThat(get("/api/documents/" + secretId + path, RED).statusCode())
                    .isEqualTo(200);
        }
        assertThat(send(request("/api/documents/" + secretId, STRANGER).DELETE())
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("/api/documents?collection=" + collection, STRANGER).body())
                .contains("\"total\":1")
                .doesNotContain("qzsecret");
        assertThat(get("/api/documents?collection=" + collection, RED).body()).contains("\"total\":2");
        JsonNode all = JSON.readTree(get("/api/status", null).body());
        JsonNode some = JSON.readTree(get("/api/status", STRANGER).body());
        assertThat(some.path("documents").asLong())
                .isLessThan(all.path("documents").asLong());
        assertThat(some.path("dataDir").asText()).isEmpty();
        assertThat(get("/api/failures?collection=" + collection, STRANGER).body())
                .doesNotContain("qzsecret");
    }

    @Test
    void answersInEveryWay() throws Exception {
        Map<String, Object> ask = Map.of("question", QUESTION, "collection", collection);
        assertThat(post("/api/ask", ask, RED, "application/json").body()).contains("nine million");
        assertThat(post("/api/ask", ask, STRANGER, "application/json").body()).doesNotContain("million", "qzsecret");
        assertThat(post("/api/ask", ask, RED, EVENTS).body()).contains("nine million");
        assertThat(post("/api/ask", ask, STRANGER, EVENTS).body())
                .contains("event:done")
                .doesNotContain("million", "qzsecret", "qzorvexin");
        Map<String, Object> chat =
                Map.of("model", "nuri:" + collection, "messages", List.of(Map.of("role", "user", "content", QUESTION)));
        assertThat(post("/v1/chat/completions", chat, RED, "application/json").body())
                .contains("nine million");
        assertThat(post("/v1/chat/completions", chat, STRANGER, "application/json")
                        .body())
                .doesNotContain("million", "qzsecret");
        Map<String, Object> streamed = Map.of(
                "model",
                "nuri:" + collection,
                "stream",
                true,
                "messages",
                List.of(Map.of("role", "user", "content", QUESTION)));
        assertThat(post("/v1/chat/completions", streamed, STRANGER, EVENTS).body())
                .contains("[DONE]")
                .doesNotContain("million", "qzsecret");
    }

    @Test
    void toolsOfAssistants() throws Exception {
        assertThat(tool("search", Map.of("query", "lighthouse", "collection", collection), RED))
                .contains("qzorvexin");
        assertThat(tool("search", Map.of("query", "lighthouse", "collection", collection), STRANGER))
                .contains("harbour")
                .doesNotContain("qzorvexin", "qzsecret");
        assertThat(tool("ask", Map.of("question", QUESTION, "collection", collection), STRANGER))
                .doesNotContain("million", "qzsecret");
        assertThat(tool("read_document", Map.of("documentId", secretId), RED)).contains("nine million");
        assertThat(tool("read_document", Map.of("documentId", secretId), STRANGER))
                .contains("There is no document");
        assertThat(tool("list_collections", Map.of(), STRANGER)).contains(collection + ": 1 documents");
    }

    private String tool(String name, Map<String, Object> arguments, String principals) throws Exception {
        Map<String, Object> hello = Map.of(
                "jsonrpc",
                "2.0",
                "id",
                1,
                "method",
                "initialize",
                "params",
                Map.of(
                        "protocolVersion",
                        "2025-03-26",
                        "capabilities",
                        Map.of(),
                        "clientInfo",
                        Map.of("name", "test", "version", "1")));
        String both = "application/json, text/event-stream";
        HttpResponse<String> opened = post("/mcp", hello, principals, both);
        String session = opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
        mcp(session, Map.of("jsonrpc", "2.0", "method", "notifications/initialized"), principals);
        return mcp(
                session,
                Map.of(
                        "jsonrpc",
                        "2.0",
                        "id",
                        2,
                        "method",
                        "tools/call",
                        "params",
                        Map.of("name", name, "arguments", arguments)),
                principals);
    }

    private String mcp(String session, Object message, String principals) throws Exception {
        return send(request("/mcp", principals)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("Mcp-Session-Id", session)
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(message))))
                .body();
    }

    @Test
    void changesAreInForceWithTheNextRequest() throws Exception {
        String acl = "/api/documents/" + secretId + "/acl";
        assertThat(get(acl, null).body()).isEqualTo("{\"acl\":[\"group:red\"]}");
        assertThat(put(acl, Map.of("acl", List.of("user:bob")), null).statusCode())
                .isEqualTo(200);
        assertThat(search(RED, "qzorvexin").path("total").asInt()).isZero();
        assertThat(search(STRANGER, "qzorvexin").path("total").asInt()).isEqualTo(1);
        put(acl, Map.of("acl", List.of()), null);
        assertThat(search(RED, "qzorvexin").path("total").asInt()).isEqualTo(1);

        String whole = "/api/collections/" + collection + "/acl";
        assertThat(put(whole, Map.of("acl", List.of("group:red")), null).statusCode())
                .isEqualTo(200);
        assertThat(search(STRANGER, "lighthouse").path("total").asInt()).isZero();
        assertThat(get("/api/collections", STRANGER).body()).doesNotContain(collection);
        assertThat(get("/v1/models", STRANGER).body()).doesNotContain(collection);
        assertThat(get("/v1/models", RED).body()).contains(collection);
        assertThat(sent("new.txt", "text", null, STRANGER).statusCode()).isEqualTo(422);

        HttpResponse<String> wrong = put(acl, Map.of("acl", List.of("red")), null);
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("A principal is user:NAME, group:NAME or everyone, got 'red'.");
        assertThat(put(acl, Map.of(), null).statusCode()).isEqualTo(400);
    }

    @Test
    void jobsAreWhoseTheyAre() throws Exception {
        String id = upload("mine.txt", "Ships of Jeju", "group:red", RED);
        assertThat(get("/api/ingest/" + id, STRANGER).statusCode()).isEqualTo(404);
        assertThat(get("/api/ingest", STRANGER).body()).doesNotContain(id);
        assertThat(get("/api/ingest", RED).body()).contains(id);
        assertThat(get("/api/ingest/" + id, null).statusCode()).isEqualTo(200);
    }

    @Test
    void aHiddenDocumentIsNotReplaced() throws Exception {
        assertThat(sent("qzsecret.txt", "mine now", null, STRANGER).statusCode())
                .isEqualTo(422);
        assertThat(search(RED, "qzorvexin").path("total").asInt()).isEqualTo(1);
    }
}
