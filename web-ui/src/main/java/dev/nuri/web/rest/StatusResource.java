package dev.nuri.web.rest;

import dev.nuri.web.access.AuditEvent;
import dev.nuri.web.access.AuditLog;
import dev.nuri.web.api.AclView;
import dev.nuri.web.api.CollectionsView;
import dev.nuri.web.api.FailuresView;
import dev.nuri.web.api.QuotaBody;
import dev.nuri.web.api.QuotaView;
import dev.nuri.web.api.StatusView;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** What is indexed, what failed, and how Nuri is set up. */
@Path("/api")
@Tag(name = "Documents")
@Produces(MediaType.APPLICATION_JSON)
class StatusResource {

    private final CallersNuri nuri;
    private final AuditLog audit;

    StatusResource(CallersNuri nuri, AuditLog audit) {
        this.nuri = nuri;
        this.audit = audit;
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
    @Path("collections/{name}/acl")
    @Operation(summary = "Tells which principals may read a collection; an empty list is everyone")
    public AclView acl(@RestPath String name) {
        return nuri.get().collectionAcl(name);
    }

    @PUT
    @Path("collections/{name}/acl")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Sets which principals may read a collection at all, from the next query on",
            description =
                    "user:NAME and group:NAME; an empty list is everyone. The readers of a document count within.")
    public AclView setAcl(@RestPath String name, AclView body) {
        AclView set = nuri.get().setCollectionAcl(name, sent(body));
        audit.done(AuditEvent.PERMISSIONS_CHANGED, name);
        return set;
    }

    @GET
    @Path("collections/{name}/quota")
    @Operation(summary = "Tells what a collection may hold, and what of it is taken")
    public QuotaView quota(@RestPath String name) {
        return nuri.get().quota(name);
    }

    @PUT
    @Path("collections/{name}/quota")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Sets what a collection may hold, from the next document on",
            description = "Documents, passages and bytes of text; what is not named has no limit. Nothing is deleted"
                    + " where more is there. What would exceed it fails in its job, with stage quota.")
    public QuotaView setQuota(@RestPath String name, QuotaBody body) {
        QuotaView set = nuri.get().setQuota(name, body == null ? QuotaBody.NONE : body);
        audit.done(AuditEvent.QUOTA_CHANGED, name);
        return set;
    }

    /** The body, when there is one. */
    static AclView sent(AclView body) {
        return body == null ? new AclView(null) : body;
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
