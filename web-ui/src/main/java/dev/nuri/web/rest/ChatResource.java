package dev.nuri.web.rest;

import dev.nuri.web.api.openai.ChatAnswer;
import dev.nuri.web.api.openai.ChatBody;
import dev.nuri.web.api.openai.ChatChunkView;
import dev.nuri.web.api.openai.ChatHead;
import dev.nuri.web.api.openai.ChatView;
import dev.nuri.web.api.openai.OpenAiException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Answers chats, in OpenAI's terms. */
@Path("/v1/chat/completions")
@Tag(name = "OpenAI-compatible")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ChatResource {

    private final ModelRoutes routes;

    ChatResource(ModelRoutes routes) {
        this.routes = routes;
    }

    @POST
    @Operation(
            summary = "Answers a chat from the documents, each sentence with a citation that was checked",
            description =
                    "The model is 'nuri' for all documents or 'nuri:COLLECTION'; any other is a language model itself,"
                            + " which sees no documents and cites nothing. The last message is the question,"
                            + " those before are its context; a system message is taken but not searched for. With stream: true"
                            + " the answer comes as chunks, then [DONE]. annotations tell where each mark stands and leads,"
                            + " offsets counting UTF-16 code units; citations and nuri are those of POST /api/ask.")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = ChatView.class)),
                @Content(
                        mediaType = MediaType.SERVER_SENT_EVENTS,
                        schema = @Schema(implementation = ChatChunkView.class))
            })
    public Response chat(ChatBody body, @Context UriInfo uri, @Context RoutingContext request) {
        if (body == null) {
            throw OpenAiException.invalid(null, "The body is empty: send {\"model\": \"nuri\", \"messages\": [...]}.");
        }
        ModelRoute route = routes.chat(body.model());
        route.check(body);
        ChatHead head = ChatHead.of(body.model());
        URI server = server(uri);
        Client client = new Client(request);
        if (body.streams()) {
            ChunkStream stream = new ChunkStream(client, chunks -> stream(chunks, route, body, head, server));
            return Response.ok(stream).type(MediaType.SERVER_SENT_EVENTS).build();
        }
        ChatAnswer answer = client.serve(() -> route.answer(body, server, new Silent(client)));
        return Response.ok(ChatView.of(head, answer)).build();
    }

    private static URI server(UriInfo uri) {
        String base = uri.getBaseUri().toString();
        return URI.create(base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
    }

    private static void stream(ChunkStream chunks, ModelRoute route, ChatBody body, ChatHead head, URI server) {
        Written written = new Written(chunks, head);
        ChatAnswer answer = route.answer(body, server, written);
        written.rest(answer.content());
        chunks.send(ChatChunkView.last(head, answer));
        if (body.countsTokens()) {
            chunks.send(ChatChunkView.usage(head, answer));
        }
    }

    /** Waits for the whole answer. */
    private record Silent(Client client) implements ModelRoute.Listener {

        @Override
        public void begun() {}

        @Override
        public void text(String text) {}

        @Override
        public void thought(String text) {}

        @Override
        public boolean cancelled() {
            return client.gone();
        }
    }

    /** Sends text as it is written. */
    private static final class Written implements ModelRoute.Listener {

        private final ChunkStream chunks;
        private final ChatHead head;
        private final StringBuilder sent = new StringBuilder();
        private boolean begun;

        private Written(ChunkStream chunks, ChatHead head) {
            this.chunks = chunks;
            this.head = head;
        }

        @Override
        public void begun() {
            if (!begun) {
                begun = true;
                chunks.send(ChatChunkView.first(head));
            }
        }

        @Override
        public void thought(String text) {
            chunks.send(ChatChunkView.thought(head, text));
        }

        @Override
        public void text(String text) {
            if (!text.isEmpty()) {
                sent.append(text);
                chunks.send(ChatChunkView.text(head, text));
            }
        }

        /** Sends what the listener was not told of. */
        private void rest(String content) {
            if (content != null && content.startsWith(sent.toString())) {
                text(content.substring(sent.length()));
            }
        }

        @Override
        public boolean cancelled() {
            return chunks.cancelled();
        }
    }
}
