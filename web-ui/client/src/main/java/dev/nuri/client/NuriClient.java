package dev.nuri.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * A Nuri server as a Java program sees it. Thread-safe; make one and keep it.
 *
 * <pre>{@code
 * try (NuriClient nuri = NuriClient.at("http://127.0.0.1:8080")) {
 *     nuri.await(nuri.upload(Path.of("contract.pdf"), "contracts"), job -> {});
 *     Answer answer = nuri.ask(Question.of("How long is the notice period?"));
 * }
 * }</pre>
 *
 * <p>Every method throws {@link NuriClientException} with a sentence for people when the server refuses or does not
 * answer. What the server has no room for is sent again when it says so; writes carry a key by which it does them once.
 */
public final class NuriClient implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Http http;

    private NuriClient(Builder builder) {
        http = new Http(builder.base, builder.key, builder.connectTimeout, builder.timeout, builder.retries);
    }

    /** A client without a key, with the usual limits. */
    public static NuriClient at(String address) {
        return builder(address).build();
    }

    /**
     * A client to be set up.
     *
     * @param address of the server, such as {@code http://127.0.0.1:8080}
     * @throws IllegalArgumentException when it is no http or https address
     */
    public static Builder builder(String address) {
        return new Builder(address);
    }

    /** How a server is reached. */
    public static final class Builder {

        private final URI base;
        private String key;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration timeout = Duration.ofMinutes(5);
        private int retries = 2;

        private Builder(String address) {
            base = URI.create(address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
            if (base.getHost() == null || !List.of("http", "https").contains(base.getScheme())) {
                throw new IllegalArgumentException(
                        "The address begins with http:// or https://, got '" + address + "'.");
            }
        }

        /** The key that the server knows the program by. */
        public Builder key(String apiKey) {
            key = apiKey;
            return this;
        }

        /** Time to reach the server; 5 seconds unless set. */
        public Builder connectTimeout(Duration time) {
            connectTimeout = time;
            return this;
        }

        /** Time until an answer begins; 5 minutes unless set. */
        public Builder timeout(Duration time) {
            timeout = time;
            return this;
        }

        /** How often a request is sent again, 0 to 10; 2 unless set. */
        public Builder retries(int times) {
            if (times < 0 || times > 10) {
                throw new IllegalArgumentException("retries must be 0 to 10, got " + times + ".");
            }
            retries = times;
            return this;
        }

        public NuriClient build() {
            return new NuriClient(this);
        }
    }

    /** Searches. */
    public SearchResult search(SearchQuery query) {
        return http.read(post("/api/search", query), SearchResult.class);
    }

    /** Completes what is being typed, best first. */
    public List<String> suggest(String text) {
        JsonNode suggestions =
                http.read(http.request("/api/suggest?q=" + encoded(text)).GET(), JsonNode.class);
        return suggestions.path("suggestions").findValuesAsText("text");
    }

    /** Answers a question. */
    public Answer ask(Question question) {
        return http.read(post("/api/ask", question), Answer.class);
    }

    /**
     * Answers a question and tells a listener on the way.
     *
     * @throws CancellationException once the listener says cancelled; the server stops too
     */
    public Answer ask(Question question, AnswerListener listener) {
        HttpRequest.Builder request = post("/api/ask", question).setHeader("Accept", "text/event-stream");
        try (InputStream in = http.open(request);
                EventStream events = new EventStream(in)) {
            for (EventStream.Event event = events.next(); event != null; event = events.next()) {
                if (listener.cancelled()) {
                    throw new CancellationException("the listener wants no more");
                }
                if (event.name().equals("done")) {
                    return Json.read(event.data().getBytes(StandardCharsets.UTF_8), Answer.class);
                }
                tell(event, listener);
            }
            throw new IOException("The stream ended before the answer did.");
        } catch (IOException e) {
            throw http.unreachable(e);
        }
    }

    private static void tell(EventStream.Event event, AnswerListener listener) throws IOException {
        if (event.data().isEmpty()) {
            return;
        }
        JsonNode data = Json.read(event.data().getBytes(StandardCharsets.UTF_8), JsonNode.class);
        switch (event.name()) {
            case "phase" -> listener.phase(data.path("phase").asText());
            case "sources" -> listener.sources(List.of(Json.read(data.path("hits"), Hit[].class)));
            case "chunk" -> listener.chunk(data.path("text").asText());
            case "error" -> throw failure(data.path("error"));
            default -> {
                // An event of a newer server.
            }
        }
    }

    private static NuriClientException failure(JsonNode error) {
        return new NuriClientException(
                0, error.path("code").asText("unknown"), error.path("message").asText(), null, null);
    }

    /**
     * Uploads a file.
     *
     * @param collection where to; null for the default
     * @return the job that indexes it
     * @throws IOException when the file cannot be read
     */
    public Job upload(Path file, String collection) throws IOException {
        return upload(new Multipart().file(file.getFileName().toString(), Multipart.contentOf(file)), collection);
    }

    /**
     * Uploads bytes under a name, which replaces an earlier upload of that name.
     *
     * @param collection where to; null for the default
     */
    public Job upload(String name, byte[] content, String collection) {
        return upload(new Multipart().file(name, BodyPublishers.ofByteArray(content)), collection);
    }

    private Job upload(Multipart form, String collection) {
        if (collection != null) {
            form.field("collection", collection);
        }
        return http.read(once(form.to(http.request("/api/documents"))), Job.class);
    }

    /**
     * Indexes a file or folder of the server's machine, or an address.
     *
     * @param target an absolute path, or a URL that begins with http:// or https://
     * @param collection where to; null for the default
     */
    public Job ingest(String target, String collection) {
        Map<String, Object> body = collection == null
                ? Map.of("targets", List.of(target))
                : Map.of("targets", List.of(target), "collection", collection);
        return http.read(once(post("/api/ingest", body)), Job.class);
    }

    /** How far a job is. */
    public Job job(String id) {
        return http.read(http.request("/api/ingest/" + encoded(id)).GET(), Job.class);
    }

    /**
     * Waits for the end of a job.
     *
     * @param progress told now and then
     * @throws NuriClientException when the job as a whole failed; single failures are in {@link Job#failures()}
     */
    public Job await(Job accepted, Consumer<Job> progress) {
        Job job = accepted;
        while (!job.over()) {
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                throw http.interrupted(e);
            }
            job = job(job.id());
            progress.accept(job);
        }
        if (job.state() == Job.State.FAILED && job.error() != null) {
            throw new NuriClientException(0, job.error().code(), job.error().message(), null, null);
        }
        return job;
    }

    /** A document without its text. */
    public Document document(String id) {
        return http.read(http.request("/api/documents/" + encoded(id)).GET(), Document.class);
    }

    /** A document's text. */
    public DocumentText text(String id) {
        return http.read(
                http.request("/api/documents/" + encoded(id) + "/content").GET(), DocumentText.class);
    }

    /** Deletes a document. */
    public void delete(String id) {
        http.bytes(once(http.request("/api/documents/" + encoded(id)).DELETE()));
    }

    /** Every collection, by name. */
    public List<Collection> collections() {
        return http.read(http.request("/api/collections").GET(), Collections.class)
                .collections();
    }

    private record Collections(List<Collection> collections) {}

    private HttpRequest.Builder post(String path, Object body) {
        return http.request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.write(body)));
    }

    /** The server does what it accepted under one key once, so that a write may be repeated. */
    private static HttpRequest.Builder once(HttpRequest.Builder request) {
        return request.header("Idempotency-Key", UUID.randomUUID().toString());
    }

    private static String encoded(String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() {
        http.close();
    }
}
