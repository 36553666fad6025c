package dev.nuri.web.rest;

import dev.nuri.web.config.Settings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives up bodies that hardly move, of requests and, with {@link SlowReaders}, of responses. A connection on which nothing
 * moves is closed by the platform; a client that sends a byte now and then would hold it for ever. A body that does not
 * move at all is not this class's affair: it may be the server that has no time to read it.
 */
@Singleton
class SlowBodies {

    /** Before {@link Door}: the bodies of requests it refuses are read to their end too. */
    private static final int BEFORE_DOOR = 950;

    private static final int BYTES_PER_SECOND = 1_024;

    /** Slow periods on end: the last bytes of a body may be few. */
    private static final int PATIENCE = 2;

    /** The end of a body may be read after the response has ended. */
    private static final long REST_MILLIS = 500;

    private final Duration period;
    private final long periodMillis;
    private final AtomicInteger watched = new AtomicInteger();

    SlowBodies(Settings settings) {
        period = settings.access().stall();
        periodMillis = period.toMillis();
        // The platform makes its filters before it listens.
        SlowClients.install(period);
    }

    void filters(@Observes Filters filters) {
        filters.register(this::watch, BEFORE_DOOR);
    }

    private void watch(RoutingContext context) {
        SlowReaders.watch(context, period);
        HttpServerRequest request = context.request();
        if (request.getHeader("Content-Length") != null || request.getHeader("Transfer-Encoding") != null) {
            new Watch(context).begin();
        }
        context.next();
    }

    /** Requests whose bodies are watched now. */
    int watched() {
        return watched.get();
    }

    private final class Watch {

        private final RoutingContext context;
        private final HttpServerRequest request;
        private long timer;
        private long seen;
        private int slow;
        private boolean cancelled;

        private Watch(RoutingContext context) {
            this.context = context;
            this.request = context.request();
        }

        private void begin() {
            watched.incrementAndGet();
            timer = context.vertx().setPeriodic(periodMillis, _ -> look());
            // Else a request that is long over would be kept in memory, with all it found, until the timer looks at it.
            context.addEndHandler(_ -> context.vertx().runOnContext(_ -> answered()));
        }

        /** A request that is paused does not count as ended; the platform lets it go on after it has answered. */
        private void answered() {
            if (isOver()) {
                cancel();
            } else if (!cancelled) {
                context.vertx().setTimer(REST_MILLIS, _ -> answered());
            }
        }

        private boolean isOver() {
            return request.isEnded() || context.response().closed();
        }

        private void cancel() {
            cancelled = true;
            if (context.vertx().cancelTimer(timer)) {
                watched.decrementAndGet();
            }
        }

        private void look() {
            long now = request.bytesRead();
            long moved = now - seen;
            seen = now;
            if (moved * 1_000 >= BYTES_PER_SECOND * periodMillis) {
                slow = 0;
            } else if (moved > 0) {
                slow++;
            }
            if (isOver()) {
                cancel();
            } else if (slow >= PATIENCE) {
                cancel();
                end();
            }
        }

        private void end() {
            if (!context.response().headWritten()) {
                Refusals.refuse(context, 408, HttpErrors.of(408));
            }
            request.connection().close();
        }
    }
}
