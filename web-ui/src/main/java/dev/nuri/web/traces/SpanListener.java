package dev.nuri.web.traces;

import dev.nuri.indexer.StageListener;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Makes spans of stages, each a part of the one that is under way on its thread. Thread-safe. */
final class SpanListener implements StageListener {

    private final Tracer tracer;

    SpanListener(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // closed with the stage
    public Stage begin(String name) {
        Span span = tracer.spanBuilder(name).startSpan();
        Scope scope = span.makeCurrent();
        return new Stage() {

            private boolean closed;

            @Override
            public void size(String what, long size) {
                span.setAttribute("nuri." + what, size);
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    scope.close();
                    span.end();
                }
            }
        };
    }

    @Override
    public void took(String name, long startNanos, long endNanos) {
        Instant now = Instant.now();
        long clock = System.nanoTime();
        Instant start = now.minus(clock - startNanos, ChronoUnit.NANOS);
        tracer.spanBuilder(name)
                .setStartTimestamp(start)
                .startSpan()
                .end(start.plus(endNanos - startNanos, ChronoUnit.NANOS));
    }

    @Override
    public String traceparent() {
        Span span = Span.current();
        return span.getSpanContext().isValid() ? Spans.traceparent(span.getSpanContext()) : null;
    }

    @Override
    public Runnable carrying(Runnable work) {
        return Context.current().wrap(work);
    }
}
