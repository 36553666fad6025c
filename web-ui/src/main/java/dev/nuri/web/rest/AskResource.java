package dev.nuri.web.rest;

import dev.nuri.generator.Answerer;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.Hit;
import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.AskBody;
import dev.nuri.web.api.HitView;
import dev.nuri.web.client.LocalNuri;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Answers questions. */
@Path("/api/ask")
@Tag(name = "Search and answer")
@Consumes(MediaType.APPLICATION_JSON)
class AskResource {

    private final CallersNuri nuri;
    private final Measures measures;

    AskResource(CallersNuri nuri, Measures measures) {
        this.nuri = nuri;
        this.measures = measures;
    }

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Answers a question from the documents, each sentence with a citation that was checked",
            description = "With Accept: text/event-stream the answer comes as events: phase (repeated), sources, chunk"
                    + " (repeated), then done with the whole answer, or error.")
    public AnswerView ask(AskBody body, @Context RoutingContext request) {
        LocalNuri callers = checked(body);
        Client client = new Client(request);
        return client.serve(() -> measures.ask(() -> callers.ask(body, new Silent(client))));
    }

    @POST
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public Multi<OutboundSseEvent> stream(AskBody body, @Context Sse sse) {
        LocalNuri callers = checked(body);
        return Events.stream(
                sse, events -> events.send("done", measures.ask(() -> callers.ask(body, new Told(events)))));
    }

    /** Nuri for the caller, who asks what can be asked. */
    private LocalNuri checked(AskBody body) {
        if (body == null) {
            throw NuriException.invalid("The body is empty: send {\"question\": \"...\"}.");
        }
        LocalNuri callers = nuri.get();
        callers.check(body);
        return callers;
    }

    /** Waits for the whole answer. */
    private record Silent(Client client) implements Answerer.Listener {

        @Override
        public boolean cancelled() {
            return client.gone();
        }
    }

    /** Sends what the answerer tells, as events. */
    private record Told(Events events) implements Answerer.Listener {

        @Override
        public void phase(String name) {
            events.send("phase", Map.of("phase", name));
        }

        @Override
        public void sources(List<Hit> hits) {
            events.send("sources", Map.of("hits", hits.stream().map(HitView::of).toList()));
        }

        @Override
        public void chunk(String text) {
            events.send("chunk", Map.of("text", text));
        }

        @Override
        public boolean cancelled() {
            return events.cancelled();
        }
    }
}
