package dev.nuri.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.web.access.Caller.Verb;
import dev.nuri.web.config.Settings;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Quotas of collections as callers meet them. */
@QuarkusTest
@TestProfile(TracedProfile.class)
class QuotaRouteTest {

    @TestHTTPResource("/")
    URI server;

    @Inject
    Settings settings;

    private KeyedCalls calls;

    @BeforeEach
    void ready() throws Exception {
        calls = new KeyedCalls(server, settings);
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return KeyedCalls.JSON.readTree(response.body());
    }

    private static JsonNode collection(HttpResponse<String> list, String name) throws Exception {
        for (JsonNode each : json(list).path("collections")) {
            if (each.path("name").asText().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("no collection " + name + " in " + list.body());
    }

    @Test
    void limitsWhatComesInAndIsShownToAdmins() throws Exception {
        String admin = calls.key(Verb.READ, Verb.WRITE, Verb.ADMIN);
        String route = "/api/collections/limited/quota";
        assertThat(json(calls.put(route, Map.of("documents", 1, "bytes", 1000), admin))
                        .toString())
                .isEqualTo("{\"limits\":{\"documents\":1,\"bytes\":1000},"
                        + "\"used\":{\"documents\":0,\"passages\":0,\"bytes\":0}}");
        assertThat(collection(calls.get("/api/collections", admin), "limited")
                        .path("documents")
                        .asLong())
                .isZero();

        JsonNode first = calls.report(calls.upload("limited", null, "a.txt", "The harbour is deep.", admin), admin);
        assertThat(first.at("/documents/added").asInt()).isEqualTo(1);
        HttpResponse<String> full = calls.upload("limited", null, "b.txt", "Another.", admin);
        assertThat(full.statusCode()).isEqualTo(413);
        assertThat(full.body())
                .isEqualTo("{\"error\":{\"type\":\"user\",\"code\":\"over_quota\",\"message\":\"The quota of"
                        + " documents of the collection 'limited' is 1, and this would exceed it.\"}}");
        HttpResponse<String> address =
                calls.post("/api/ingest", Map.of("url", "http://192.0.2.1/", "collection", "limited"), admin);
        assertThat(address.statusCode()).isEqualTo(413);

        JsonNode grown =
                calls.report(calls.upload("limited", null, "a.txt", "The harbour is deep. ".repeat(100), admin), admin);
        assertThat(grown.at("/documents/failed").asInt()).isEqualTo(1);
        assertThat(grown.at("/failures/0/stage").asText()).isEqualTo("quota");
        assertThat(grown.at("/failures/0/reason").asText())
                .isEqualTo("The quota of bytes of text of the collection 'limited' is 1000, and this would exceed it."
                        + " What was there before stays.");
        JsonNode hits = json(calls.post("/api/search", Map.of("query", "harbour", "collection", "limited"), admin));
        assertThat(hits.path("total").asInt()).isEqualTo(1);
        JsonNode quota =
                collection(calls.get("/api/collections", admin), "limited").path("quota");
        assertThat(quota.at("/used/documents").asLong()).isEqualTo(1);
        assertThat(quota.at("/used/bytes").asLong()).isEqualTo(20);

        String id = hits.at("/hits/0/documentId").asText();
        assertThat(calls.delete("/api/documents/" + id, admin).statusCode()).isEqualTo(204);
        assertThat(calls.report(calls.upload("limited", null, "b.txt", "Another.", admin), admin)
                        .at("/documents/added")
                        .asInt())
                .isEqualTo(1);
        assertThat(json(calls.put(route, Map.of(), admin)).path("limits")).isEmpty();
        assertThat(Files.readString(settings.dataDir().resolve("audit/audit.jsonl")))
                .contains("\"event\":\"quota.changed\",\"object\":\"limited\"");
    }

    @Test
    void isNotForOthersToSeeOrSet() throws Exception {
        String admin = calls.key(Verb.READ, Verb.WRITE, Verb.ADMIN);
        String route = "/api/collections/shared/quota";
        calls.put(route, Map.of("documents", 2), admin);
        calls.report(calls.upload("shared", "group:red", "hidden.txt", "A hidden harbour.", admin), admin);
        calls.report(calls.upload("shared", null, "open.txt", "An open harbour.", admin), admin);
        String blue = calls.keyOf("group:blue");
        assertThat(calls.get(route, blue).statusCode()).isEqualTo(403);
        assertThat(calls.put(route, Map.of("documents", 9), blue).statusCode()).isEqualTo(403);
        assertThat(collection(calls.get("/api/collections", blue), "shared").toString())
                .isEqualTo("{\"name\":\"shared\",\"documents\":1,\"passages\":1,\"languages\":{\"en\":1}}");
        HttpResponse<String> full = calls.upload("shared", null, "mine.txt", "My harbour.", blue);
        assertThat(full.statusCode())
                .as("a writer learns that there is no room")
                .isEqualTo(413);
    }

    @Test
    void aLimitIsAWholeNumberAtLeastZero() throws Exception {
        String admin = calls.key(Verb.ADMIN);
        String route = "/api/collections/wrong/quota";
        HttpResponse<String> negative = calls.put(route, Map.of("documents", -1), admin);
        assertThat(negative.statusCode()).isEqualTo(400);
        assertThat(negative.body()).contains("A quota of documents is at least 0, got -1.");
        assertThat(calls.put(route, Map.of("pages", 1), admin).statusCode()).isEqualTo(400);
        assertThat(calls.put(route, Map.of("documents", "many"), admin).statusCode())
                .isEqualTo(400);
        assertThat(calls.put("/api/collections/%20/quota", Map.of(), admin).statusCode())
                .isEqualTo(400);
    }
}
