package dev.nuri.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.StageListener;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One path of a server that takes JSON and gives JSON, or of several that answer alike. What may pass (a dropped connection,
 * status 429 or 5xx) is tried at another of them at once; when all have been tried, again after a pause about twice as long
 * each time and never before the server wants it, as long as the {@link Lane} has time. After a request that was given up,
 * others are tried once until one succeeds. Thread-safe.
 */
final class ModelServer implements AutoCloseable {

    /** An answer with more bytes is refused; those expected have a few millions. */
    private static final long MOST_BYTES = 64L << 20;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final long FIRST_PAUSE_MILLIS = 200;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    /** How long nobody who waits asks a server that did not answer. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String called;
    private final Replicas replicas;
    private final String path;
    private final String key;
    private final Answers answers;
    private final HttpClient client = HttpClient.newBuilder()
            // Asking for HTTP/2 over plain connections makes some servers drop the body.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /** Why the last request was given up, and when; null since one succeeded. */
    private volatile Down down;

    private record Down(long nanos, String reason) {}

    /** Why an attempt failed that may succeed later. */
    static final class Passing extends Exception {
        private static final long serialVersionUID = 1;
        private final long waitMillis;
        /** Whether nobody was there, which does not pass in a moment. */
        private final boolean absent;

        /** @param waitMillis what the server asks to wait; 0 where it does not */
        Passing(String reason, long waitMillis) {
            this(reason, waitMillis, false);
        }

        private Passing(String reason, long waitMillis, boolean absent) {
            super(reason);
            this.waitMillis = waitMillis;
            this.absent = absent;
        }
    }

    /**
     * A server.
     *
     * @param called how messages name it, at the start of a sentence
     * @param place where it is
     * @param path of what is asked, from the address on
     * @param keyName where the user gives the key
     */
    ModelServer(String called, ServerAddress place, String path, String keyName) {
        this.called = called;
        this.replicas = new Replicas(place.bases());
        this.path = path;
        this.key = place.key();
        this.answers = new Answers(called, key, keyName);
    }

    /**
     * Asks.
     *
     * @throws Refused when it does not take this input
     * @throws NuriException NOT_READY when it cannot be reached or has no time; INVALID_INPUT when what it answers
     *     breaks a rule
     */
    JsonNode post(JsonNode body, Lane lane) throws Refused {
        Down before = down;
        if (lane.hurried() && before != null && System.nanoTime() - before.nanos() < REST_NANOS) {
            throw unanswered(before.reason());
        }
        long deadline = System.nanoTime() + lane.total().toNanos();
        try {
            enter(lane);
            try {
                return repeated(
                        body,
                        lane,
                        lane.hurried()
                                ? deadline
                                : System.nanoTime() + lane.total().toNanos());
            } finally {
                lane.room().release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NuriException(ErrorCode.NOT_READY, called + " was asked, but the wait was interrupted.", e);
        }
    }

    private void enter(Lane lane) throws InterruptedException {
        if (!lane.hurried()) {
            lane.room().acquire();
        } else if (!lane.room().tryAcquire(lane.total().toNanos(), TimeUnit.NANOSECONDS)) {
            throw unanswered("too many requests wait for it");
        }
    }

    private JsonNode repeated(JsonNode body, Lane lane, long deadline) throws Refused, InterruptedException {
        byte[] bytes = bytes(body);
        Set<URI> failed = new HashSet<>();
        for (int rounds = 0; ; ) {
            try {
                JsonNode answer = tried(bytes, lane, deadline, failed);
                down = null;
                return answer;
            } catch (Passing e) {
                if (failed.size() < replicas.count() && System.nanoTime() < deadline) {
                    continue;
                }
                failed.clear();
                long pause = Math.max(e.waitMillis, pauseMillis(rounds++));
                boolean hopeless = down != null || (lane.hurried() && e.absent);
                if (hopeless || System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) >= deadline) {
                    down = new Down(System.nanoTime(), e.getMessage());
                    throw unanswered(e.getMessage());
                }
                Thread.sleep(pause);
            }
        }
    }

    private JsonNode tried(byte[] body, Lane lane, long deadline, Set<URI> failed)
            throws Passing, Refused, InterruptedException {
        long limit = lane.hurried()
                ? (deadline - System.nanoTime()) / (replicas.count() - failed.size())
                : lane.attempt().toNanos();
        try (Replicas.Turn turn = replicas.turn(failed)) {
            failed.add(turn.base());
            try {
                HttpResponse<byte[]> answer = send(URI.create(turn.base() + path), body, limit);
                byte[] accepted = answers.accepted(answer);
                turn.answered();
                return parsed(accepted);
            } catch (Passing e) {
                turn.failed(e.getMessage(), e.waitMillis);
                throw e;
            } catch (Refused e) {
                turn.answered();
                throw e;
            }
        }
    }

    private static long pauseMillis(int tries) {
        long most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(tries, 10));
        return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    }

    private NuriException unanswered(String reason) {
        return new NuriException(ErrorCode.NOT_READY, called + " does not answer: " + reason + ".");
    }

    /** Through a string, because text may have lone surrogates, which become question marks. */
    private static byte[] bytes(JsonNode body) {
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private HttpResponse<byte[]> send(URI address, byte[] body, long limit) throws Passing, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("User-Agent", "Nuri")
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
        String trace = StageListener.current().traceparent();
        if (trace != null) {
            request.header("traceparent", trace);
        }
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            return response.get(limit, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new Passing("it took longer than " + TimeUnit.NANOSECONDS.toMillis(limit) + " ms", 0);
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } finally {
            response.cancel(true);
        }
    }

    private Passing failed(Throwable cause) {
        if (String.valueOf(cause.getMessage()).contains("body exceeds capacity")) {
            throw NuriException.invalid(
                    called + " must answer with at most " + (MOST_BYTES >> 20) + " MiB, but its answer is longer.");
        }
        if (!(cause instanceof IOException)) {
            throw new NuriException(
                    ErrorCode.INTERNAL, called + " cannot be asked: " + NuriException.reason(cause) + ".", cause);
        }
        return cause instanceof ConnectException && cause.getMessage() == null
                ? new Passing("nothing listens there", 0, true)
                : new Passing("the connection failed (" + NuriException.reason(cause) + ")", 0);
    }

    private JsonNode parsed(byte[] answer) {
        try {
            JsonNode root = JSON.readTree(answer);
            if (root != null && root.isObject()) {
                return root;
            }
        } catch (JsonProcessingException e) {
            throw NuriException.invalid(called + " must answer with JSON, but its answer breaks off or is none: "
                    + NuriException.reason(new IOException(e.getOriginalMessage())) + ".");
        } catch (IOException e) {
            throw new NuriException(ErrorCode.INTERNAL, called + " gave an answer that cannot be read.", e);
        }
        throw NuriException.invalid(called + " must answer with a JSON object, but its answer is none.");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
