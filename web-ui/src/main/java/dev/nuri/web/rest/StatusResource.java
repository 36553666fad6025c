package dev.nuri.web.rest;

import dev.nuri.web.api.CollectionsView;
import dev.nuri.web.api.FailuresView;
import dev.nuri.web.api.StatusView;
import dev.nuri.web.client.LocalNuri;
import jakarta.inject.Provider;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What is indexed, what failed, and how Nuri is set up. */
@Path("/api")
@Tag(name = "Documents")
@Produces(MediaType.APPLICATION_JSON)
class StatusResource {

    private final Provider<LocalNuri> nuri;

    StatusResource(Provider<LocalNuri> nuri) {
        this.nuri = nuri;
    }

    @GET
    @Path("status")
    @Operation(summary = "Tells what is indexed and how Nuri is set up")
    public StatusView status() {
        return nuri.get().status();
    }

    @GET
    @Path("collections")
    @Operation(summary = "Lists the collections with their sizes and languages")
    public CollectionsView collections() {
        return nuri.get().collections();
    }

    @GET
    @Path("failures")
    @Operation(summary = "Lists what could not be indexed, with the stage and the reason")
    public FailuresView failures(
            @QueryParam("collection") String collection,
            @QueryParam("offset") @DefaultValue("0") int offset,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        return nuri.get().failures(collection, offset, limit);
    }
}
