package dev.nuri.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program that calls the HTTP API, with nothing but the JDK's client and JSON.
 *
 * @param url of the server
 * @param key by which the server knows it; null for none
 */
record Api(URI url, String key) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /**
     * A response.
     *
     * @param status HTTP status
     * @param body parsed; missing when there is none
     */
    record Reply(int status, JsonNode body) {}

    /**
     * One server-sent event.
     *
     * @param name its {@code event}
     * @param data its {@code data}, parsed
     */
    record Event(String name, JsonNode data) {}

    /** The same for a program with a key. */
    Api as(String otherKey) {
        return new Api(url, otherKey);
    }

    boolean isReady() throws InterruptedException {
        try {
            return get("/q/health/ready").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    Reply get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    Reply delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    Reply post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return postRaw(path, JSON.writeValueAsString(body));
    }

    Reply postRaw(String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Uploads one file. */
    Reply upload(String fileName, byte[] content, String collection) throws IOException, InterruptedException {
        String boundary = "nuri-system-test-boundary";
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        String part = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"";
        form.writeBytes((part + "collection\"\r\n\r\n" + collection + "\r\n").getBytes(StandardCharsets.UTF_8));
        form.writeBytes(
                (part + "file\"; filename=\"" + fileName + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(content);
        form.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return send(request("/api/documents")
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray())));
    }

    /** Indexes a folder on the server's machine and waits for the job's end. */
    JsonNode ingest(String path, String collection) throws IOException, InterruptedException {
        return awaitJob(beginIngest(path, collection));
    }

    /** Has a folder on the server's machine indexed; the job's id. */
    String beginIngest(String path, String collection) throws IOException, InterruptedException {
        Reply accepted = post("/api/ingest", Map.of("path", path, "collection", collection));
        if (accepted.status() != 202) {
            throw new AssertionError("expected 202, got " + accepted);
        }
        return accepted.body().path("jobId").asText();
    }

    /** Waits until a job is over. */
    JsonNode awaitJob(String id) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(6));
        while (Instant.now().isBefore(deadline)) {
            JsonNode job = get("/api/ingest/" + id).body();
            switch (job.path("state").asText()) {
                case "queued", "running" -> Thread.sleep(200);
                default -> {
                    return job;
                }
            }
        }
        throw new AssertionError("job " + id + " is still running after 6 minutes");
    }

    JsonNode search(String query, int k) throws IOException, InterruptedException {
        return ok(post("/api/search", Map.of("query", query, "k", k)));
    }

    JsonNode ask(String question) throws IOException, InterruptedException {
        return ok(post("/api/ask", Map.of("question", question)));
    }

    /** Asks and collects every event until the stream ends. */
    List<Event> askStreaming(String question) throws IOException, InterruptedException {
        HttpRequest request = request("/api/ask")
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(Map.of("question", question))))
                .build();
        String stream = CLIENT.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .body();
        List<Event> events = new ArrayList<>();
        for (String block : stream.split("\n\n", -1)) {
            String name = "";
            StringBuilder data = new StringBuilder();
            for (String line : block.split("\n", -1)) {
                if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data.append(line.substring(5).strip());
                }
            }
            if (!name.isEmpty()) {
                events.add(new Event(name, JSON.readTree(data.toString())));
            }
        }
        return events;
    }

    static JsonNode ok(Reply reply) {
        if (reply.status() != 200) {
            throw new AssertionError("expected 200, got " + reply);
        }
        return reply.body();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path)).timeout(Duration.ofSeconds(60));
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private static Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
        return new Reply(response.statusCode(), json ? JSON.readTree(response.body()) : MissingNode.getInstance());
    }
}
