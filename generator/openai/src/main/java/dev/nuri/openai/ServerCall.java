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
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * One request to a server. What may pass (status 429 or 5xx, a connection that breaks before any text) is tried once more,
 * no sooner than the server wants it, if the time allows. Cancelling closes the connection, before the first text too,
 * at which servers stop generating. The key goes into a header and nowhere else: no message has it.
 */
final class ServerCall implements HttpClient, StreamingHandle {

    private static final Pattern FINISHED = Pattern.compile("\"finish_reason\"\\s*:\\s*\"");
    private static final int TRIES = 2;
    private static final long PAUSE_MILLIS = 300;

    private final java.net.http.HttpClient client;
    private final ServedModel.Address address;
    private final long deadline;
    private CompletableFuture<HttpResponse<InputStream>> waiting;
    private InputStream body;
    private boolean cancelled;

    ServerCall(java.net.http.HttpClient client, ServedModel.Address address, Duration limit) {
        this.client = client;
        this.address = address;
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
            try (InputStream events = opened(request)) {
                listener.onOpen(SuccessfulHttpResponse.builder()
                        .statusCode(200)
                        .headers(Map.of())
                        .build());
                Ending ending = new Ending(listener);
                parser.parse(events, ending);
                if (!isCancelled()) {
                    ending.close();
                }
            } catch (Exception e) {
                if (!isCancelled()) {
                    listener.onError(e instanceof NuriException ? e : failed(e));
                }
            }
        }));
    }

    private InputStream opened(HttpRequest request) throws InterruptedException {
        for (int left = TRIES - 1; ; left--) {
            long pause;
            NuriException why;
            try {
                HttpResponse<InputStream> response = sent(request);
                if (response.statusCode() == 200) {
                    return taken(response.body());
                }
                why = refused(response);
                pause = passes(response.statusCode()) ? retryAfter(response) : -1;
            } catch (IOException e) {
                why = failed(e);
                pause = e instanceof ConnectException ? -1 : PAUSE_MILLIS;
            }
            if (left == 0
                    || pause < 0
                    || System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) >= deadline
                    || isCancelled()) {
                throw why;
            }
            Thread.sleep(pause);
        }
    }

    private HttpResponse<InputStream> sent(HttpRequest request) throws IOException, InterruptedException {
        java.net.http.HttpRequest.Builder out = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .header("User-Agent", "Nuri")
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                // Through a string, because text may have lone surrogates, which become question marks.
                .POST(BodyPublishers.ofByteArray(request.body().getBytes(StandardCharsets.UTF_8)));
        String trace = StageListener.current().traceparent();
        if (trace != null) {
            out.header("traceparent", trace);
        }
        if (address.key() != null) {
            out.header("Authorization", "Bearer " + address.key());
        }
        CompletableFuture<HttpResponse<InputStream>> response =
                begun(client.sendAsync(out.build(), BodyHandlers.ofInputStream()));
        try {
            return response.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            response.cancel(true);
            throw new NuriException(ErrorCode.NOT_READY, called() + " did not begin to answer in time.", e);
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

        private final ServerSentEventListener listener;
        private boolean ended;
        private boolean failed;

        Ending(ServerSentEventListener listener) {
            this.listener = listener;
        }

        @Override
        public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
            String data = String.valueOf(event.data());
            ended |= data.strip().equals("[DONE]") || FINISHED.matcher(data).find();
            listener.onEvent(event, context);
        }

        @Override
        public void onError(Throwable error) {
            if (!failed && !isCancelled()) {
                failed = true;
                listener.onError(error instanceof NuriException ? error : failed(error));
            }
        }

        void close() {
            if (!ended && !failed) {
                onError(new NuriException(ErrorCode.NOT_READY, called() + " broke off."));
            } else if (!failed) {
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
    private NuriException refused(HttpResponse<InputStream> response) {
        close(response.body());
        String why =
                switch (response.statusCode()) {
                    case 401, 403 -> ", so it wants a key: NURI_MODEL_KEY or nuri.model.key-file";
                    case 404 -> ", so it has no such model or path";
                    case 400, 422 -> ", so it cannot read or do what it was asked";
                    case 413 -> ", so it was sent too much";
                    default -> "";
                };
        return new NuriException(
                code(response.statusCode()), called() + " answered with status " + response.statusCode() + why + ".");
    }

    private static ErrorCode code(int status) {
        return switch (status) {
            case 400, 422 -> ErrorCode.INVALID_INPUT;
            case 413 -> ErrorCode.TOO_LARGE;
            case 429 -> ErrorCode.BUSY;
            default -> ErrorCode.NOT_READY;
        };
    }

    private NuriException failed(Throwable cause) {
        String why = cause instanceof ConnectException
                ? "nothing listens there"
                : "the connection failed (" + NuriException.reason(cause) + ")";
        return new NuriException(ErrorCode.NOT_READY, called() + " does not answer: " + why + ".", cause);
    }

    private String called() {
        return "the server " + address.base();
    }
}
