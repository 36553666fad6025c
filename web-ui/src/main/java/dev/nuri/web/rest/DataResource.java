package dev.nuri.web.rest;

import dev.nuri.web.api.BackupBody;
import dev.nuri.web.api.BackupView;
import dev.nuri.web.api.CheckView;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The data folder as a whole. */
@Path("/api")
@Tag(name = "Data")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class DataResource {

    private final CallersNuri nuri;

    DataResource(CallersNuri nuri) {
        this.nuri = nuri;
    }

    @POST
    @Path("backup")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Writes the data folder into one file on the server's machine",
            description =
                    "Search, ingest and deletions go on meanwhile. Everything acknowledged before the call is in it.")
    public BackupView backup(BackupBody body) {
        return nuri.get().backup(body);
    }

    @POST
    @Path("check")
    @Operation(
            summary = "Checks every checksum and the rules that documents, passages and sources keep to",
            description = "Search, ingest and deletions go on meanwhile.")
    public CheckView check() {
        return nuri.get().check();
    }
}
