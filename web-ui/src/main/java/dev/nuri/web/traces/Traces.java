package dev.nuri.web.traces;

import dev.nuri.web.access.RequestMark;
import dev.nuri.web.access.RouteVerbs;
import dev.nuri.web.config.Settings;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Traces of requests and of what is done for them. Off unless {@code nuri.traces.url} says where they are sent: then
 * nothing of OpenTelemetry is even loaded. Spans hold names of routes and stages, ids and sizes; never an address as it
 * was sent, a question, a text, a key, or who asks.
 */
@Singleton
public class Traces {

    /** Header that a trace comes in and goes out by (W3C Trace Context). */
    static final String TRACEPARENT = "traceparent";

    /** Null while they are off. */
    private final Spans spans;

    Traces(Settings settings) {
        spans = settings.traces() == null ? null : new Spans(settings.traces());
    }

    /**
     * Begins the span of a request, as part of its client's trace if that names one; what is logged from here on tells of
     * it. Requests that nobody needs a key for, such as the page's parts and probes, have none.
     *
     * @return to be run when the request is over; empty when it has no span
     */
    public Optional<Runnable> request(RoutingContext context) {
        if (spans == null) {
            return Optional.empty();
        }
        String method = context.request().method().name();
        if (RouteVerbs.of(method, context.normalizedPath()).isEmpty()) {
            return Optional.empty();
        }
        Optional<String> route = RouteVerbs.template(method, context.normalizedPath());
        Spans.Request request = spans.request(
                method,
                route.orElse("other"),
                RequestMark.request(),
                context.request().getHeader(TRACEPARENT));
        RequestMark.enterTrace(request.traceparent());
        return Optional.of(() -> request.end(context.response().getStatusCode()));
    }

    /**
     * Does a piece of work as a span of the request at hand, or of a trace of its own where there is none.
     *
     * @param outcome how it came out, in a word
     */
    public <T> T work(String name, Supplier<T> work, Function<T, String> outcome) {
        return spans == null ? work.get() : spans.work(name, work, outcome);
    }

    /** Sends what was not sent yet. */
    @PreDestroy
    void close() {
        if (spans != null) {
            spans.close();
        }
    }
}
