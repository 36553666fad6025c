package dev.nuri.web.rest;

import dev.nuri.web.api.openai.ModelsView;
import dev.nuri.web.api.openai.OpenAiException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Lists the models that the OpenAI-compatible routes know. */
@Path("/v1/models")
@Tag(name = "OpenAI-compatible")
@Produces(MediaType.APPLICATION_JSON)
class ModelsResource {

    private final ModelRoutes routes;

    ModelsResource(ModelRoutes routes) {
        this.routes = routes;
    }

    @GET
    @Operation(
            summary =
                    "Lists the models: the assistant, the assistant over each collection, the language model itself, the embedder")
    public ModelsView models() {
        return ModelsView.of(routes.all());
    }

    @GET
    @Path("{id: .+}")
    @Operation(summary = "Describes a model")
    public ModelsView.ModelView model(@RestPath String id) {
        return routes.all().stream()
                .filter(model -> model.id().equals(id))
                .findFirst()
                .orElseThrow(() -> OpenAiException.noModel(
                        "There is no model '" + id + "' here; GET /v1/models lists those there are."));
    }
}
