package dev.nuri.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Sends requests. One that the server had no room for (429, 503) is sent again when it says, and one that got no answer
 * after a pause; callers send only what may be repeated.
 */
final class Http implements AutoCloseable {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final URI base;
    private final String key;
    private final Duration timeout;
    private final int retries;
    private final HttpClient client;

    Http(URI base, String key, Duration connectTimeout, Duration timeout, int retries) {
        this.base = base;
        this.key = key;
        this.timeout = timeout;
        this.retries = retries;
        // An upgrade to HTTP/2 would need the server to read the body twice.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .build();
    }

    /** A request to a path below the base address. */
    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(timeout).header("Accept", "application/json");
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    /** The answer to a request as a value. */
    <T> T read(HttpRequest.Builder request, Class<T> type) {
        byte[] body = send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        try {
            return Json.read(body, type);
        } catch (IOException e) {
            throw new NuriClientException(
                    200,
                    "unreadable",
                    "The server at " + base + " answered with something else than Nuri does.",
                    null,
                    e);
        }
    }

    /** The answer to a request, read to its end. */
    byte[] bytes(HttpRequest.Builder request) {
        return send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** The answer to a request as it comes; closing it ends the server's work. */
    InputStream open(HttpRequest.Builder request) {
        return send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private <T> T send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        for (int attempt = 0; ; attempt++) {
            try {
                HttpResponse<T> response = client.send(request, handler);
                if (response.statusCode() < 400) {
                    return response.body();
                }
                NuriClientException failure = failure(response);
                if (attempt == retries || !worthAnotherTry(failure)) {
                    throw failure;
                }
                pause(failure.retryAfter().orElse(backOff(attempt)));
            } catch (IOException e) {
                if (attempt == retries) {
                    throw unreachable(e);
                }
                pause(backOff(attempt));
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private static Duration backOff(int attempt) {
        return FIRST_PAUSE.multipliedBy(1L << Math.min(attempt, 7));
    }

    private boolean worthAnotherTry(NuriClientException failure) {
        boolean busy = failure.status() == 429 || failure.status() == 503;
        return busy && failure.retryAfter().orElse(Duration.ZERO).compareTo(LONGEST_WAIT) <= 0;
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private <T> NuriClientException failure(HttpResponse<T> response) throws IOException {
        Duration retryAfter = response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,6}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)))
                .orElse(null);
        byte[] body = response.body() instanceof InputStream stream ? drained(stream) : (byte[]) response.body();
        return failure(response.statusCode(), body, retryAfter);
    }

    private static byte[] drained(InputStream stream) throws IOException {
        try (stream) {
            return stream.readNBytes(1 << 20);
        }
    }

    private NuriClientException failure(int status, byte[] body, Duration retryAfter) {
        try {
            JsonNode error = Json.read(body, JsonNode.class).path("error");
            if (error.path("message").isTextual()) {
                return new NuriClientException(
                        status,
                        error.path("code").asText("unknown"),
                        error.path("message").asText(),
                        retryAfter,
                        null);
            }
        } catch (IOException e) {
            // Not Nuri's own answer: a proxy's page, or another server.
        }
        return new NuriClientException(
                status, "unknown", "The server at " + base + " answered with status " + status + ".", retryAfter, null);
    }

    NuriClientException unreachable(IOException cause) {
        return new NuriClientException(
                0, NuriClientException.UNREACHABLE, "The server at " + base + " does not answer.", null, cause);
    }

    NuriClientException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new NuriClientException(
                0, "interrupted", "Interrupted while waiting for the server at " + base + ".", null, cause);
    }

    @Override
    public void close() {
        client.close();
    }
}
