package dev.nuri.openai;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.StageListener;
import dev.nuri.remote.Replicas;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * One request. What may pass (status 429 or 5xx, a connection that breaks before any text, a server that does not begin to
 * answer) is tried at each other server at once, and then once more, no sooner than the last one wants it, if the time
 * allows. Cancelling closes the connection, before the first text too, at which servers stop generating; they notice it
 * within three seconds, for so long the selector of the JDK's client may sleep before it closes what it was told to. The
 * key goes into a header and nowhere else: no message has it.
 */
final class ServerCall implements HttpClient, StreamingHandle {

    private static final Pattern FINISHED = Pattern.compile("\"finish_reason\"\\s*:\\s*\"");
    private static final int ROUNDS = 2;
    private static final long PAUSE_MILLIS = 300;

    /** What addresses begin with until it is known whose turn it is. */
    static final String BASE = "http://model.invalid/v1";

    private final java.net.http.HttpClient client;
    private final Replicas replicas;
    private final String key;
    private final long deadline;
    private CompletableFuture<HttpResponse<InputStream>> waiting;
    private InputStream body;
    private boolean cancelled;

    ServerCall(java.net.http.HttpClient client, Replicas replicas, String key, Duration limit) {
        this.client = client;
        this.replicas = replicas;
        this.key = key;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** Hands the call to the library that writes and reads what is sent. */
    record Builder(ServerCall call) implements HttpClientBuilder {

        @Override
        public Duration connectTimeout() {
            return null;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration timeout) {
            return this;
        }

        @Override
        public Duration readTimeout() {
            return null;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration timeout) {
            return this;
        }

        @Override
        public HttpClient build() {
            return call;
        }
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        throw new UnsupportedOperationException("answers are streamed");
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        Thread.ofVirtual().name("model-server").start(StageListener.carried(() -> {
            try (Opened opened = opened(request)) {
                listener.onOpen(SuccessfulHttpResponse.builder()
                        .statusCode(200)
                        .headers(Map.of())
                        .build());
                Ending ending = new Ending(opened.turn(), listener);
                parser.parse(opened.events(), ending);
                if (!isCancelled()) {
                    ending.close();
                }
            } catch (Exception e) {
                if (!isCancelled()) {
                    listener.onError(
                            e instanceof NuriException
                                    ? e
                                    : new NuriException(ErrorCode.INTERNAL, "The model's answer cannot be read.", e));
                }
            }
        }));
    }

    /** A stream of events, and the turn at the server that sends them. */
    private record Opened(Replicas.Turn turn, InputStream events) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            try (turn) {
                events.close();
            }
        }
    }

    /**
     * Why an attempt failed.
     *
     * @param why as the user is told
     * @param pauseMillis after which the same server may be asked again; negative where that is of no use
     * @param elsewhere whether another server may do better
     */
    private record Failure(NuriException why, long pauseMillis, boolean elsewhere) {}

    private Opened opened(HttpRequest request) throws InterruptedException {
        String path = request.url().substring(BASE.length());
        Set<URI> failed = new HashSet<>();
        for (int round = 1; ; ) {
            Replicas.Turn turn = replicas.turn(failed);
            failed.add(turn.base());
            Failure failure = null;
            try {
                HttpResponse<InputStream> response = sent(
                        written(turn.base() + path, request.body()),
                        (deadline - System.nanoTime()) / (1 + replicas.count() - failed.size()));
                if (response.statusCode() == 200) {
                    turn.answered();
                    return new Opened(turn, taken(response.body()));
                }
                failure = refused(turn, response);
            } catch (TimeoutException e) {
                String why = "did not begin to answer in time";
                turn.failed("it " + why, 0);
                failure = new Failure(
                        new NuriException(ErrorCode.NOT_READY, called(turn) + " " + why + ".", e), -1, true);
            } catch (IOException e) {
                turn.failed(reason(e), 0);
                failure = new Failure(failed(turn, e), e instanceof ConnectException ? -1 : PAUSE_MILLIS, true);
            } finally {
                if (failure != null) {
                    turn.close();
                }
            }
            boolean another = failure.elsewhere() && failed.size() < replicas.count();
            long pause = another ? 0 : failure.pauseMillis();
            if (pause < 0
                    || (!another && round == ROUNDS)
                    || System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) >= deadline
                    || isCancelled()) {
                throw failure.why();
            }
            if (!another) {
                round++;
                failed.clear();
                Thread.sleep(pause);
            }
        }
    }

    private java.net.http.HttpRequest written(String address, String body) {
        java.net.http.HttpRequest.Builder out = java.net.http.HttpRequest.newBuilder(URI.create(address))
                .header("User-Agent", "Nuri")
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                // Through a string, because text may have lone surrogates, which become question marks.
                .POST(BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)));
        String trace = StageListener.current().traceparent();
        if (trace != null) {
            out.header("traceparent", trace);
        }
        if (key != null) {
            out.header("Authorization", "Bearer " + key);
        }
        return out.build();
    }

    private HttpResponse<InputStream> sent(java.net.http.HttpRequest request, long nanos)
            throws IOException, InterruptedException, TimeoutException {
        CompletableFuture<HttpResponse<InputStream>> response =
                begun(client.sendAsync(request, BodyHandlers.ofInputStream()));
        try {
            return response.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            response.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    private synchronized CompletableFuture<HttpResponse<InputStream>> begun(
            CompletableFuture<HttpResponse<InputStream>> response) {
        waiting = response;
        if (cancelled) {
            response.cancel(true);
        }
        return response;
    }

    private synchronized InputStream taken(InputStream events) {
        body = events;
        if (cancelled) {
            close(events);
        }
        return events;
    }

    private static void close(InputStream events) {
        try {
            events.close();
        } catch (IOException e) {
            // It is closed as far as anybody reads it.
        }
    }

    /** Tells a text that ended from one that broke off: the library would take both for whole. */
    private final class Ending implements ServerSentEventListener {

        private final Replicas.Turn turn;
        private final ServerSentEventListener listener;
        private boolean ended;
        private boolean failed;

        Ending(Replicas.Turn turn, ServerSentEventListener listener) {
            this.turn = turn;
            this.listener = listener;
        }

        @Override
        public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
            String data = String.valueOf(event.data());
            boolean done = data.strip().equals("[DONE]");
            ended |= done || FINISHED.matcher(data).find();
            if (done) {
                // Whoever hears of the end may ask again at once, and is to find this server free.
                turn.close();
            }
            listener.onEvent(event, context);
        }

        @Override
        public void onError(Throwable error) {
            if (!failed && !isCancelled()) {
                failed = true;
                turn.failed(error instanceof NuriException ? "its answer broke off" : reason(error), 0);
                listener.onError(error instanceof NuriException ? error : ServerCall.failed(turn, error));
            }
        }

        void close() {
            if (!ended && !failed) {
                onError(new NuriException(ErrorCode.NOT_READY, called(turn) + " broke off."));
            } else if (!failed) {
                turn.close();
                listener.onClose();
            }
        }
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        if (waiting != null) {
            waiting.cancel(true);
        }
        if (body != null) {
            close(body);
        }
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    private static boolean passes(int status) {
        return status == 429 || status >= 500;
    }

    /** Milliseconds; a date, which servers of models do not send, counts as silence. */
    private static long retryAfter(HttpResponse<?> response) {
        String wanted = response.headers().firstValue("Retry-After").orElse("").strip();
        return wanted.matches("\\d{1,6}(\\.\\d{1,3})?")
                ? Math.max(PAUSE_MILLIS, (long) (Double.parseDouble(wanted) * 1000))
                : PAUSE_MILLIS;
    }

    /** What a server says of its own may hold what it was sent, so only its status is told. */
    private static Failure refused(Replicas.Turn turn, HttpResponse<InputStream> response) {
        close(response.body());
        int status = response.statusCode();
        boolean passes = passes(status);
        long pause = passes ? retryAfter(response) : -1;
        if (passes) {
            turn.failed("status " + status, pause);
        } else {
            turn.answered();
        }
        String why =
                switch (status) {
                    case 401, 403 -> ", so it wants a key: NURI_MODEL_KEY or nuri.model.key-file";
                    case 404 -> ", so it has no such model or path";
                    case 400, 422 -> ", so it cannot read or do what it was asked";
                    case 413 -> ", so it was sent too much";
                    default -> "";
                };
        return new Failure(
                new NuriException(code(status), called(turn) + " answered with status " + status + why + "."),
                pause,
                passes);
    }

    private static ErrorCode code(int status) {
        return switch (status) {
            case 400, 422 -> ErrorCode.INVALID_INPUT;
            case 413 -> ErrorCode.TOO_LARGE;
            case 429 -> ErrorCode.BUSY;
            default -> ErrorCode.NOT_READY;
        };
    }

    private static NuriException failed(Replicas.Turn turn, Throwable cause) {
        return new NuriException(ErrorCode.NOT_READY, called(turn) + " does not answer: " + reason(cause) + ".", cause);
    }

    private static String reason(Throwable cause) {
        return cause instanceof ConnectException
                ? "nothing listens there"
                : "the connection failed (" + NuriException.reason(cause) + ")";
    }

    private static String called(Replicas.Turn turn) {
        return "the server " + turn.base();
    }
}
