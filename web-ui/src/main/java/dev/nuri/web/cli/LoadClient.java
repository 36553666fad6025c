package dev.nuri.web.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.web.api.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;

/** One client of a load: asks, reads, thinks, asks again. One thread. */
final class LoadClient {

    /** Where the uploads of a load go. */
    static final String COLLECTION = "bench-uploads";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Uploads replace those before them from here on. */
    private static final int FILES = 4;

    /** Within which a client hangs up. */
    private static final int HANG_UP_MILLIS = 40;

    private static final long MAX_PAUSE_MILLIS = 1_000;
    private static final String BOUNDARY = "nuri-bench-part";

    private final HttpClient http;
    private final URI url;
    private final List<String> questions;
    private final LoadFigures figures;
    private final int number;
    private final int thinkMillis;
    private final Random random;
    private int uploads;
    private String job;

    /**
     * A client.
     *
     * @param url of the server
     * @param questions to ask
     * @param number tells this client from others, and is part of its seed
     * @param thinkMillis mean of its pauses
     */
    LoadClient(
            HttpClient http,
            URI url,
            List<String> questions,
            LoadFigures figures,
            int number,
            int thinkMillis,
            long seed) {
        this.http = http;
        this.url = url;
        this.questions = questions;
        this.figures = figures;
        this.number = number;
        this.thinkMillis = thinkMillis;
        this.random = new Random(seed + number);
    }

    /** Makes requests until {@code endNanos} by {@link System#nanoTime}. */
    void run(long endNanos) {
        try {
            think();
            while (System.nanoTime() < endNanos) {
                one(LoadKind.any(random));
                think();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Pauses are distributed exponentially, as people who do not know of each other make them. */
    private void think() throws InterruptedException {
        if (thinkMillis > 0) {
            Thread.sleep(Math.min(10L * thinkMillis, Math.round(-Math.log(1 - random.nextDouble()) * thinkMillis)));
        }
    }

    private void one(LoadKind kind) throws InterruptedException {
        try {
            switch (kind) {
                case SEARCH -> send(kind, post("/api/search", Map.of("query", question(), "k", 10)));
                case ASK -> send(kind, ask("application/json"));
                case ASK_STREAM -> stream();
                case UPLOAD -> upload();
                case JOB -> job();
                case DELETE -> delete();
                case CANCEL -> hangUp();
            }
        } catch (IOException e) {
            figures.undeclared(kind, "broken", String.valueOf(e));
        }
    }

    private String question() {
        return questions.get(random.nextInt(questions.size()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE);
    }

    private HttpRequest post(String path, Object body) throws IOException {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.STRICT.writeValueAsBytes(body)))
                .build();
    }

    private HttpRequest ask(String accept) throws IOException {
        HttpRequest plain = post("/api/ask", Map.of("question", question()));
        return HttpRequest.newBuilder(plain, (name, value) -> true)
                .header("Accept", accept)
                .build();
    }

    /** The body of a served request; empty when it was not. */
    private Optional<byte[]> send(LoadKind kind, HttpRequest request) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        double millis = millisSince(start);
        if (!isServed(kind, response, () -> new String(response.body(), StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        figures.served(kind, response.statusCode(), millis);
        return Optional.of(response.body());
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private interface Body {
        String text();
    }

    /** Notes what was declined, which is waited for as the server asks, and what should not have been said. */
    private boolean isServed(LoadKind kind, HttpResponse<?> response, Body body) throws InterruptedException {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return true;
        }
        Optional<String> after = response.headers().firstValue("Retry-After");
        if ((status == 429 || status == 503) && after.isPresent()) {
            figures.declined(kind, status);
            Thread.sleep(Math.min(MAX_PAUSE_MILLIS, 1_000 * Long.parseLong(after.get())));
        } else if (status == 404 && (kind == LoadKind.DELETE || kind == LoadKind.JOB)) {
            // Another client deleted the document, or the job is too long ago to be remembered.
            figures.gone(kind, status);
        } else {
            figures.undeclared(kind, Integer.toString(status), status + " " + body.text());
        }
        return false;
    }

    private void stream() throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<Stream<String>> response = http.send(ask("text/event-stream"), BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            if (!isServed(LoadKind.ASK_STREAM, response, () -> String.join("\n", lines.toList()))) {
                return;
            }
            String last = null;
            Iterator<String> each = lines.iterator();
            while (each.hasNext()) {
                String line = each.next();
                if (line.startsWith("event:")) {
                    if (last == null) {
                        figures.firstEvent(millisSince(start));
                    }
                    last = line.substring(6).strip();
                }
            }
            if ("done".equals(last)) {
                figures.served(LoadKind.ASK_STREAM, response.statusCode(), millisSince(start));
            } else {
                figures.undeclared(LoadKind.ASK_STREAM, "cut", "the stream ended with the event " + last);
            }
        }
    }

    private void upload() throws IOException, InterruptedException {
        String name = "client" + number + "-" + uploads % FILES + ".txt";
        String text = question() + "\nNote " + uploads++ + " of client " + number + ".\n";
        String body = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"collection\"\r\n\r\n" + COLLECTION
                + "\r\n--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                + "\"\r\nContent-Type: text/plain\r\n\r\n" + text + "\r\n--" + BOUNDARY + "--\r\n";
        Optional<byte[]> accepted = send(
                LoadKind.UPLOAD,
                request("/api/documents")
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .POST(BodyPublishers.ofString(body))
                        .build());
        if (accepted.isPresent()) {
            job = Json.LENIENT.readTree(accepted.get()).path("jobId").asText();
        }
    }

    /** How far is what was sent last? */
    private void job() throws IOException, InterruptedException {
        if (job == null) {
            upload();
        } else {
            send(LoadKind.JOB, request("/api/ingest/" + job).build());
        }
    }

    private void delete() throws IOException, InterruptedException {
        HttpResponse<byte[]> list = http.send(
                request("/api/documents?collection=" + COLLECTION + "&limit=50").build(), BodyHandlers.ofByteArray());
        if (!isServed(LoadKind.DELETE, list, () -> new String(list.body(), StandardCharsets.UTF_8))) {
            return;
        }
        JsonNode documents = Json.LENIENT.readTree(list.body()).path("documents");
        if (documents.isEmpty()) {
            upload();
        } else {
            String id =
                    documents.path(random.nextInt(documents.size())).path("id").asText();
            send(LoadKind.DELETE, request("/api/documents/" + id).DELETE().build());
        }
    }

    private void hangUp() throws IOException {
        byte[] body = Json.STRICT.writeValueAsBytes(Map.of("question", question()));
        String accept = random.nextBoolean() ? "application/json" : "text/event-stream";
        long start = System.nanoTime();
        OptionalInt status = HangUp.post(url, "/api/ask", body, accept, random.nextInt(HANG_UP_MILLIS));
        if (status.isEmpty()) {
            figures.hungUp();
        } else if (status.getAsInt() == 200) {
            figures.served(LoadKind.CANCEL, status.getAsInt(), millisSince(start));
        } else if (status.getAsInt() == 429 || status.getAsInt() == 503) {
            figures.declined(LoadKind.CANCEL, status.getAsInt());
        } else {
            figures.undeclared(LoadKind.CANCEL, Integer.toString(status.getAsInt()), "an answer given up");
        }
    }
}
