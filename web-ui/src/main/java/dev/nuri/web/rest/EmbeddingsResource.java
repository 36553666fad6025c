package dev.nuri.web.rest;

import dev.nuri.indexer.Embedder;
import dev.nuri.web.api.openai.EmbeddingsBody;
import dev.nuri.web.api.openai.EmbeddingsView;
import dev.nuri.web.api.openai.OpenAiException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Vectors of texts, in OpenAI's terms. */
@Path("/v1/embeddings")
@Tag(name = "OpenAI-compatible")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class EmbeddingsResource {

    private final ModelRoutes routes;

    EmbeddingsResource(ModelRoutes routes) {
        this.routes = routes;
    }

    @POST
    @Operation(
            summary = "Embeds texts with the embedder that searches use",
            description = "The model is the embedder's id, which GET /v1/models lists. Texts are embedded as passages;"
                    + " input_type: \"query\" embeds questions. Vectors have unit length.")
    public EmbeddingsView embed(EmbeddingsBody body) {
        if (body == null) {
            throw OpenAiException.invalid(null, "The body is empty: send {\"model\": \"...\", \"input\": [...]}.");
        }
        Embedder embedder = routes.embedder(body.model());
        if (body.dimensions() != null && body.dimensions() != embedder.dimension()) {
            throw OpenAiException.unsupported(
                    "dimensions",
                    "Vectors of '" + embedder.id() + "' have " + embedder.dimension() + " dimensions, got "
                            + body.dimensions() + ".");
        }
        List<String> texts = body.texts();
        boolean base64 = body.base64();
        return EmbeddingsView.of(embedder.id(), embedder.embed(texts, body.role()), base64);
    }
}
