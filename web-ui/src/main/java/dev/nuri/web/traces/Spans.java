package dev.nuri.web.traces;

import dev.nuri.indexer.StageListener;
import dev.nuri.web.access.RequestMark;
import dev.nuri.web.client.Version;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes spans and sends them over HTTP, in the background and in batches; what the receiver does not take is dropped. */
final class Spans implements AutoCloseable {

    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> REQUEST = AttributeKey.stringKey("nuri.request");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("nuri.outcome");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final int SERVER_ERROR = 500;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final StageListener listener;

    Spans(URI receiver) {
        provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "nuri",
                        AttributeKey.stringKey("service.version"),
                        Version.current())))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(receiver.toString())
                                .setTimeout(TIMEOUT)
                                .build())
                        .setScheduleDelay(DELAY)
                        .build())
                .build();
        tracer = provider.get("dev.nuri");
        listener = new SpanListener(tracer);
    }

    /** A request under way. */
    record Request(Span span) {

        /** The header's value for what is done as a part of it. */
        String traceparent() {
            return Spans.traceparent(span.getSpanContext());
        }

        /** It was answered. */
        void end(int status) {
            span.setAttribute(STATUS, (long) status);
            if (status >= SERVER_ERROR) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }

    /** @param traceparent that the client sent; null when it sent none */
    Request request(String method, String route, String id, String traceparent) {
        return new Request(tracer.spanBuilder(method + " " + route)
                .setSpanKind(SpanKind.SERVER)
                .setParent(context(traceparent))
                .setAttribute(METHOD, method)
                .setAttribute(ROUTE, route)
                .setAttribute(REQUEST, id)
                .startSpan());
    }

    <T> T work(String name, Supplier<T> work, Function<T, String> outcome) {
        SpanBuilder builder = tracer.spanBuilder(name).setParent(context(RequestMark.trace()));
        String request = RequestMark.request();
        if (request != null) {
            builder.setAttribute(REQUEST, request);
        }
        Span span = builder.startSpan();
        try (Scope _ = span.makeCurrent()) {
            T result = ScopedValue.where(StageListener.CURRENT, listener).call(work::get);
            span.setAttribute(OUTCOME, outcome.apply(result));
            return result;
        } catch (RuntimeException | Error e) {
            // Its message may quote what was asked.
            span.setStatus(StatusCode.ERROR);
            span.setAttribute(ERROR, e.getClass().getName());
            throw e;
        } finally {
            span.end();
        }
    }

    private static Context context(String traceparent) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, new Header());
    }

    /** A header by itself as a set of headers. */
    private static final class Header implements TextMapGetter<String> {

        @Override
        public Iterable<String> keys(String carrier) {
            return List.of(Traces.TRACEPARENT);
        }

        @Override
        public String get(String carrier, String key) {
            return Traces.TRACEPARENT.equals(key) ? carrier : null;
        }
    }

    static String traceparent(SpanContext span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getTraceFlags().asHex();
    }

    @Override
    public void close() {
        var _ = provider.shutdown().join(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
}
