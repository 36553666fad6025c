package dev.nuri.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of events, read as bytes by a client that knows nothing of the server. */
@QuarkusTest
@TestProfile(LoopbackProfile.class)
class StreamTest {

    @TestHTTPResource("/")
    URI server;

    @Inject
    SlowBodies bodies;

    @TempDir
    Path temp;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void ready() throws Exception {
        while (get("/q/health/ready").statusCode() != 200) {
            Thread.sleep(50);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(server.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest post(String path, String body, String accept) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .header("Accept", accept)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private List<String> names(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("event:"))
                .map(line -> line.substring(6).strip())
                .toList();
    }

    private String ingest(String text) throws Exception {
        Files.writeString(temp.resolve("a.txt"), text);
        String body = "{\"path\": \"" + temp + "\", \"collection\": \"stream\"}";
        HttpResponse<String> accepted =
                client.send(post("/api/ingest", body, "application/json"), HttpResponse.BodyHandlers.ofString());
        assertThat(accepted.statusCode()).isEqualTo(202);
        return accepted.headers().firstValue("Location").orElseThrow();
    }

    @Test
    void anIngestIsFollowedToItsEnd() throws Exception {
        HttpRequest follow = HttpRequest.newBuilder(URI.create(ingest("A bridge of iron spans the Weir.")))
                .header("Accept", "text/event-stream")
                .build();
        HttpResponse<String> events = client.send(follow, HttpResponse.BodyHandlers.ofString());
        assertThat(events.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        List<String> names = names(events.body());
        assertThat(names).last().isEqualTo("done");
        assertThat(names.subList(0, names.size() - 1)).allMatch("progress"::equals);
        assertThat(events.body()).contains("\"state\":\"done\"");
    }

    @Test
    void anAnswerComesInTheStatedOrder() throws Exception {
        String location = ingest("The bridge of iron over the Weir was opened in 1871.");
        while (get(URI.create(location).getPath()).body().matches("(?s).*\"(queued|running)\".*")) {
            Thread.sleep(20);
        }
        String question = "{\"question\": \"When was the bridge over the Weir opened?\", \"collection\": \"stream\"}";
        String stream = client.send(
                        post("/api/ask", question, "text/event-stream"), HttpResponse.BodyHandlers.ofString())
                .body();
        String order = String.join(" ", names(stream));
        assertThat(order).matches("(phase )+sources (phase )*(chunk |phase )+done");
        assertThat(stream).contains("\"verdict\":\"grounded\"");
    }

    @Test
    void aWrongQuestionIsAStatusNotAStream() throws Exception {
        HttpResponse<String> refused = client.send(
                post("/api/ask", "{\"question\": \"\"}", "text/event-stream"), HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"invalid_input\"");
    }

    @Test
    void aClientThatGoesAwayStopsTheWork() throws Exception {
        TestEngine.stopped = new CountDownLatch(1);
        HttpResponse<InputStream> response = client.send(
                post("/api/ask", "{\"question\": \"SLOW tale\"}", "text/event-stream"),
                HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.lines().anyMatch(line -> line.contains("more"))).isTrue();
            assertThat(TestEngine.stopped.getCount()).isEqualTo(1);
        }
        assertThat(TestEngine.stopped.await(10, TimeUnit.SECONDS))
                .as("the answerer was told within 10 s")
                .isTrue();
    }

    /** Who waits for the whole answer is watched too. */
    @Test
    void aClientThatGoesAwayInSilenceStopsTheWork() throws Exception {
        TestEngine.stopped = new CountDownLatch(1);
        var pending = client.sendAsync(
                post("/api/ask", "{\"question\": \"SILENT thought\"}", "application/json"),
                HttpResponse.BodyHandlers.ofString());
        Thread.sleep(1_000);
        assertThat(TestEngine.stopped.getCount()).isEqualTo(1);
        pending.cancel(true);
        assertThat(TestEngine.stopped.await(10, TimeUnit.SECONDS))
                .as("the answerer was told within 10 s")
                .isTrue();
    }

    /** What a request found is as much as it takes to find it: thousands of them, kept for half a minute, fill the heap. */
    @Test
    void aRequestThatIsOverIsKeptByNothing() throws Exception {
        String search = "{\"query\": \"tower\"}";
        for (int i = 0; i < 10; i++) {
            client.send(post("/api/search", search, "application/json"), HttpResponse.BodyHandlers.discarding());
            client.send(
                    post("/api/ask", "{\"question\": \"ECHO\"}", "text/event-stream"),
                    HttpResponse.BodyHandlers.discarding());
            HttpRequest chunked = HttpRequest.newBuilder(server.resolve("/api/search"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofInputStream(
                            () -> new ByteArrayInputStream(search.getBytes(StandardCharsets.UTF_8))))
                    .build();
            assertThat(client.send(chunked, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        }
        for (int i = 0; i < 100 && bodies.watched() > 0; i++) {
            Thread.sleep(50);
        }
        assertThat(bodies.watched()).isZero();
    }

    @Test
    void aSilentStreamHasAHeartbeat() throws Exception {
        HttpResponse<InputStream> response = client.send(
                post("/api/ask", "{\"question\": \"SILENT thought\"}", "text/event-stream"),
                HttpResponse.BodyHandlers.ofInputStream());
        long start = System.nanoTime();
        try (BufferedReader reader =
                        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
                Stream<String> lines = reader.lines()) {
            assertThat(lines.filter(line -> !line.isEmpty()).findFirst().orElseThrow())
                    .startsWith(":");
        }
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(10);
    }
}
