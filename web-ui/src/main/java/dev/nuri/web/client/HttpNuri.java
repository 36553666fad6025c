package dev.nuri.web.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.AskBody;
import dev.nuri.web.api.BackupBody;
import dev.nuri.web.api.BackupView;
import dev.nuri.web.api.CheckView;
import dev.nuri.web.api.CollectionsView;
import dev.nuri.web.api.ContentView;
import dev.nuri.web.api.DocumentView;
import dev.nuri.web.api.DocumentsView;
import dev.nuri.web.api.FailuresView;
import dev.nuri.web.api.IngestBody;
import dev.nuri.web.api.IngestView;
import dev.nuri.web.api.JobView;
import dev.nuri.web.api.Json;
import dev.nuri.web.api.ProgressView;
import dev.nuri.web.api.QuotaBody;
import dev.nuri.web.api.QuotaView;
import dev.nuri.web.api.SearchBody;
import dev.nuri.web.api.SearchView;
import dev.nuri.web.api.StatusView;
import dev.nuri.web.config.Secrets;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Nuri through a running server. */
public final class HttpNuri implements NuriClient {

    private static final Duration POLL = Duration.ofMillis(200);

    private final String url;
    private final String key;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /**
     * @param url of the server
     * @param key by which it knows the caller; null for none
     */
    public HttpNuri(String url, String key) {
        this.key = key;
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /**
     * Whether the server answers and is the process that announced itself.
     *
     * @throws NuriException when it answers, but not to this caller
     */
    boolean isProcess(long pid) {
        try {
            return status().pid() == pid;
        } catch (NuriException e) {
            if (e.code() == ErrorCode.REFUSED) {
                throw e;
            }
            return false;
        }
    }

    @Override
    public SearchView search(SearchBody body) {
        return post("/api/search", body, SearchView.class);
    }

    @Override
    public AnswerView ask(AskBody body) {
        return post("/api/ask", body, AnswerView.class);
    }

    @Override
    public IngestView index(IngestBody body, Consumer<ProgressView> progress) {
        return awaited(post("/api/ingest", body, JobView.class), progress);
    }

    /**
     * Builds the index anew while the server goes on searching, and waits for the end.
     *
     * @param progress told now and then
     */
    public IngestView reindex(Consumer<ProgressView> progress) {
        return awaited(post("/api/reindex", Map.of(), JobView.class), progress);
    }

    private IngestView awaited(JobView accepted, Consumer<ProgressView> progress) {
        JobView job = accepted;
        while (!job.over()) {
            pause();
            job = get("/api/ingest/" + job.jobId(), JobView.class);
            progress.accept(job.progress());
        }
        if (job.error() != null) {
            throw new NuriException(code(job.error().code()), job.error().message());
        }
        if (job.report() == null) {
            throw new NuriException(ErrorCode.CONFLICT, "The job was cancelled on the server.");
        }
        return job.report();
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NuriException(ErrorCode.INTERNAL, "Interrupted; the server goes on indexing.", e);
        }
    }

    @Override
    public StatusView status() {
        return get("/api/status", StatusView.class);
    }

    @Override
    public CollectionsView collections() {
        return get("/api/collections", CollectionsView.class);
    }

    @Override
    public QuotaView quota(String collection) {
        return get("/api/collections/" + encoded(collection) + "/quota", QuotaView.class);
    }

    @Override
    public QuotaView setQuota(String collection, QuotaBody limits) {
        return read(
                send(request("/api/collections/" + encoded(collection) + "/quota")
                        .header("Content-Type", "application/json")
                        .PUT(json(limits))),
                QuotaView.class);
    }

    @Override
    public DocumentsView documents(String collection, int offset, int limit) {
        return get(
                "/api/documents?offset=" + offset + "&limit=" + limit + parameter("&collection=", collection),
                DocumentsView.class);
    }

    @Override
    public DocumentView document(String id) {
        return get("/api/documents/" + encoded(id), DocumentView.class);
    }

    @Override
    public ContentView content(String id) {
        return get("/api/documents/" + encoded(id) + "/content", ContentView.class);
    }

    @Override
    public void delete(String id) {
        send(request("/api/documents/" + encoded(id)).DELETE());
    }

    @Override
    public FailuresView failures(String collection, int offset, int limit) {
        return get(
                "/api/failures?offset=" + offset + "&limit=" + limit + parameter("&collection=", collection),
                FailuresView.class);
    }

    @Override
    public BackupView backup(BackupBody body) {
        return post("/api/backup", body, BackupView.class);
    }

    @Override
    public CheckView check() {
        return post("/api/check", Map.of(), CheckView.class);
    }

    private static String parameter(String prefix, String value) {
        return value == null ? "" : prefix + encoded(value);
    }

    private static String encoded(String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private <T> T get(String path, Class<T> type) {
        return read(send(request(path).GET()), type);
    }

    private <T> T post(String path, Object body, Class<T> type) {
        return read(
                send(request(path).header("Content-Type", "application/json").POST(json(body))), type);
    }

    private static HttpRequest.BodyPublisher json(Object body) {
        try {
            return HttpRequest.BodyPublishers.ofByteArray(Json.STRICT.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw NuriException.invalid("The request cannot be written as JSON: " + e.getOriginalMessage() + ".");
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).header("Accept", "application/json");
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private byte[] send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() >= 400) {
                throw failure(response);
            }
            return response.body();
        } catch (IOException e) {
            throw new NuriException(ErrorCode.NOT_READY, "The server at " + url + " does not answer.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NuriException(ErrorCode.INTERNAL, "Interrupted while waiting for the server.", e);
        }
    }

    private NuriException failure(HttpResponse<byte[]> response) {
        try {
            JsonNode error = Json.LENIENT.readTree(response.body()).path("error");
            if (response.statusCode() == 401 || response.statusCode() == 403) {
                return new NuriException(
                        ErrorCode.REFUSED,
                        "The server at " + url + " does not let this command in ("
                                + error.path("message").asText() + "): set " + Secrets.KEY
                                + " or nuri.key-file, or run it as the owner of the data folder.");
            }
            if (error.path("message").isTextual()) {
                return new NuriException(
                        code(error.path("code").asText()), error.path("message").asText());
            }
        } catch (IOException e) {
            // told below
        }
        return new NuriException(
                ErrorCode.INTERNAL, "The server at " + url + " answered with status " + response.statusCode() + ".");
    }

    private static ErrorCode code(String name) {
        try {
            return ErrorCode.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return ErrorCode.INTERNAL;
        }
    }

    private <T> T read(byte[] body, Class<T> type) {
        try {
            return Json.LENIENT.readValue(body, type);
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL, "The server at " + url + " answered with something else than JSON.", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
