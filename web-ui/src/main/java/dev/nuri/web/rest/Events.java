package dev.nuri.web.rest;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.access.RequestMark;
import dev.nuri.web.api.ErrorView;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** A stream of server-sent events that a thread of its own fills: with heartbeats, and an end when nobody listens. */
final class Events {

    /** The contract allows 10 s of silence. */
    static final Duration HEARTBEAT = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(Events.class);
    private static final ScheduledExecutorService HEART = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("sse-heartbeat").daemon().unstarted(task));

    /** What fills a stream. */
    interface Source {

        /** Sends events until it returns, which ends the stream. */
        void send(Events events) throws InterruptedException;
    }

    private final Sse sse;
    private final MultiEmitter<? super OutboundSseEvent> emitter;

    private Events(Sse sse, MultiEmitter<? super OutboundSseEvent> emitter) {
        this.sse = sse;
        this.emitter = emitter;
    }

    /** A stream for a resource to return. */
    static Multi<OutboundSseEvent> stream(Sse sse, Source source) {
        return Multi.createFrom().emitter(emitter -> {
            Events events = new Events(sse, emitter);
            ScheduledFuture<?> heart = HEART.scheduleAtFixedRate(
                    events::heartbeat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
            // Of the platform: a virtual one that is about to send holds the connection while it stands behind answers
            // that compute, and with the connection the thread that serves a hundred others.
            Thread worker =
                    Thread.ofPlatform().name("sse").daemon().unstarted(RequestMark.carried(() -> events.run(source)));
            emitter.onTermination(() -> {
                heart.cancel(false);
                worker.interrupt();
            });
            worker.start();
        });
    }

    private void run(Source source) {
        try {
            source.send(this);
        } catch (CancellationException | InterruptedException e) {
            LOG.debug("A client went away; its work was stopped");
        } catch (NuriException e) {
            send("error", ErrorView.of(e));
        } catch (RuntimeException | Error e) {
            if (!cancelled()) {
                LOG.error("A stream failed", e);
                send(
                        "error",
                        ErrorView.of(ErrorCode.INTERNAL, "Something went wrong inside Nuri; the log says where."));
            }
        } finally {
            emitter.complete();
        }
    }

    /** Sends one event with a JSON body. */
    void send(String name, Object data) {
        emitter.emit(sse.newEventBuilder()
                .name(name)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(data)
                .build());
    }

    private void heartbeat() {
        if (!cancelled()) {
            emitter.emit(sse.newEventBuilder().comment("still here").build());
        }
    }

    /** Whether the client has gone. */
    boolean cancelled() {
        return emitter.isCancelled();
    }
}
