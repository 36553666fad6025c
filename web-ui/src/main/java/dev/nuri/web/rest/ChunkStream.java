package dev.nuri.web.rest;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.ErrorView;
import dev.nuri.web.api.Json;
import dev.nuri.web.api.openai.OpenAiErrorView;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Server-sent events as OpenAI's clients read them: without names, ended by {@code [DONE]}. Written by hand, because
 * one route gives JSON or events by what its body says. A client that reads slowly slows the work down; one that goes
 * away stops it.
 */
final class ChunkStream implements StreamingOutput {

    private static final Logger LOG = Logger.getLogger(ChunkStream.class);

    /** What fills a stream. */
    interface Source {

        /** Sends chunks until it returns, which ends the stream. */
        void send(ChunkStream chunks);
    }

    private final Client client;
    private final Source source;
    private final ReentrantLock writing = new ReentrantLock();
    private OutputStream out;
    private boolean begun;

    ChunkStream(Client client, Source source) {
        this.client = client;
        this.source = source;
    }

    @Override
    public void write(OutputStream output) {
        out = output;
        client.servedHere();
        Thread heart = Thread.ofPlatform().name("sse-heartbeat").daemon().start(this::beat);
        try {
            source.send(this);
            line("data: [DONE]");
        } catch (CancellationException e) {
            LOG.debug("A client went away; its work was stopped");
        } catch (NuriException e) {
            requireBegun(e);
            fail(Statuses.of(e.code()), ErrorView.of(e));
        } catch (RuntimeException | Error e) {
            if (!cancelled()) {
                LOG.error("A stream failed", e);
                fail(500, HttpErrors.of(500));
            }
        } finally {
            client.served();
            heart.interrupt();
        }
    }

    /** Until the first byte an error is a status, as anywhere else. */
    private void requireBegun(NuriException e) {
        writing.lock();
        try {
            if (!begun) {
                throw e;
            }
        } finally {
            writing.unlock();
        }
    }

    /** A status can no longer be sent, so that the error is an event. */
    private void fail(int status, ErrorView error) {
        line("event: error\ndata: " + json(OpenAiErrorView.of(status, error)));
    }

    /** Sends one event with a JSON body, or nothing to a client that has gone. */
    void send(Object chunk) {
        line("data: " + json(chunk));
    }

    private static String json(Object value) {
        try {
            return Json.STRICT.writeValueAsString(value);
        } catch (IOException e) {
            throw new NuriException(ErrorCode.INTERNAL, "A chunk cannot be written: " + e.getMessage() + ".", e);
        }
    }

    private void line(String event) {
        if (cancelled()) {
            return;
        }
        writing.lock();
        try {
            begun = true;
            out.write((event + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            LOG.debug("A client went away", e);
            client.lost();
        } finally {
            writing.unlock();
        }
    }

    /** Nothing need be said while something else is being said. */
    private void beat() {
        try {
            while (!cancelled()) {
                Thread.sleep(Events.HEARTBEAT);
                if (writing.tryLock()) {
                    try {
                        line(": still here");
                    } finally {
                        writing.unlock();
                    }
                }
            }
        } catch (InterruptedException e) {
            LOG.trace("No heartbeat is needed any more");
        }
    }

    /** Whether the client has gone. */
    boolean cancelled() {
        return client.gone();
    }
}
