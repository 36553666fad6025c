package dev.nuri.web.rest;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.web.access.ApiKey;
import dev.nuri.web.access.Caller.Verb;
import dev.nuri.web.access.Keys;
import dev.nuri.web.config.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Requests to a server that asks for keys; every response is remembered. */
final class KeyedCalls {

    static final ObjectMapper JSON = new ObjectMapper();
    static final String EVENTS = "text/event-stream";

    final Queue<HttpResponse<String>> responses = new ConcurrentLinkedQueue<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;
    private final Keys keys;

    /** Waits until the server is ready. */
    KeyedCalls(URI server, Settings settings) throws InterruptedException {
        this.server = server;
        this.keys = new Keys(settings.dataDir());
        while (given().get("/q/health/ready").statusCode() != 200) {
            Thread.sleep(50);
        }
    }

    /** A key that reads everything. */
    String key(Verb... verbs) {
        return keys.create("test", new ApiKey.Grant(EnumSet.copyOf(Arrays.asList(verbs)), null, null), null)
                .secret();
    }

    /** A key of a group, which reads and writes. */
    String keyOf(String principal) {
        return keys.create("test", new ApiKey.Grant(EnumSet.of(Verb.READ, Verb.WRITE), null, Set.of(principal)), null)
                .secret();
    }

    private HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + key);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        responses.add(response);
        return response;
    }

    HttpResponse<String> get(String path, String key) throws Exception {
        return send(request(path, key).GET());
    }

    HttpResponse<String> put(String path, Object body, String key) throws Exception {
        return send(request(path, key)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** @param headers names and values in turn */
    HttpResponse<String> post(String path, Object body, String key, String... headers) throws Exception {
        HttpRequest.Builder request = request(path, key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> delete(String path, String key) throws Exception {
        return send(request(path, key).DELETE());
    }

    HttpResponse<String> upload(String collection, String acl, String name, String text, String key) throws Exception {
        String body = part("collection\"", collection)
                + (acl == null ? "" : part("acl\"", acl))
                + part("file\"; filename=\"" + name + "\"\r\nContent-Type: text/plain", text)
                + "--edge--\r\n";
        return send(request("/api/documents", key)
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(BodyPublishers.ofString(body)));
    }

    private static String part(String head, String value) {
        return "--edge\r\nContent-Disposition: form-data; name=\"" + head + "\r\n\r\n" + value + "\r\n";
    }

    /** The report of a job, once it is over. */
    JsonNode report(HttpResponse<String> accepted, String key) throws Exception {
        if (accepted.statusCode() != 202) {
            throw new AssertionError(accepted.statusCode() + " " + accepted.body());
        }
        String id = JSON.readTree(accepted.body()).path("jobId").asText();
        JsonNode job;
        do {
            Thread.sleep(20);
            job = JSON.readTree(get("/api/ingest/" + id, key).body());
        } while (job.path("finished").isMissingNode());
        return job.path("report");
    }
}
