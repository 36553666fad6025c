package dev.nuri.web.rest;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.web.access.AuditEvent;
import dev.nuri.web.access.AuditLog;
import dev.nuri.web.api.AclView;
import dev.nuri.web.api.ContentView;
import dev.nuri.web.api.DocumentView;
import dev.nuri.web.api.DocumentsView;
import dev.nuri.web.api.JobView;
import dev.nuri.web.client.LocalNuri;
import dev.nuri.web.config.Settings;
import dev.nuri.web.jobs.JobQueue;
import dev.nuri.web.jobs.Upload;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Provider;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** Documents: brought in by upload, listed, shown, deleted. */
@Path("/api/documents")
@Tag(name = "Documents")
@Produces(MediaType.APPLICATION_JSON)
class DocumentsResource {

    private final CallersNuri nuri;
    private final Provider<JobQueue> jobs;
    private final Settings settings;
    private final WriteAccess access;
    private final AuditLog audit;
    private final IdempotencyKeys deletions = new IdempotencyKeys();

    DocumentsResource(
            CallersNuri nuri, Provider<JobQueue> jobs, Settings settings, WriteAccess access, AuditLog audit) {
        this.nuri = nuri;
        this.jobs = jobs;
        this.settings = settings;
        this.access = access;
        this.audit = audit;
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(
            summary = "Uploads one or more files, which are indexed in the background",
            description = "Once accepted, the files survive a crash. A file replaces an earlier upload of its name."
                    + " The same Idempotency-Key gives the same job.")
    public RestResponse<JobView> upload(
            @RestForm(FileUpload.ALL) List<FileUpload> files,
            @RestForm String collection,
            @RestForm List<String> acl,
            @HeaderParam("Idempotency-Key") String key) {
        if (files == null || files.isEmpty()) {
            throw NuriException.invalid("The upload holds no file.");
        }
        // A body that did not declare its length is known only now.
        long bytes = files.stream().mapToLong(FileUpload::size).sum();
        if (bytes > settings.maxUploadBytes()) {
            throw new NuriException(
                    ErrorCode.TOO_LARGE,
                    "An upload has at most " + settings.maxUploadBytes() + " bytes (nuri.max-upload), got " + bytes
                            + ".");
        }
        String checked = access.collection(collection);
        List<Upload> uploads = files.stream()
                .map(f -> new Upload(f.uploadedFile(), UploadNames.checked(f.fileName()), f.size()))
                .toList();
        List<String> names = uploads.stream().map(Upload::name).toList();
        nuri.get().requireWritable(checked, names, true);
        nuri.get().requireRoom(checked, names, true);
        JobView job = jobs.get().submit(uploads, checked, access(acl), IdempotencyKeys.checked(key), access.name());
        audit.write(AuditEvent.INGEST_ACCEPTED, job.jobId(), uploads.size() + " files");
        return IngestResource.accepted(job);
    }

    /** Principals with commas between them, or one a field. */
    private static AccessRule access(List<String> acl) {
        return AccessRule.of(
                acl == null || acl.isEmpty()
                        ? null
                        : acl.stream()
                                .flatMap(field -> Stream.of(field.split(",")))
                                .map(String::strip)
                                .toList());
    }

    @GET
    @Operation(summary = "Lists documents by title; what could not be indexed is at /api/failures")
    public DocumentsView list(
            @QueryParam("collection") String collection,
            @QueryParam("offset") @DefaultValue("0") int offset,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        return nuri.get().documents(collection, offset, limit);
    }

    @GET
    @Path("{id}")
    @Operation(summary = "Describes a document")
    public DocumentView document(@RestPath String id) {
        return nuri.get().document(id);
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Deletes a document; indexing its source again brings it back")
    public Response delete(@RestPath String id, @HeaderParam("Idempotency-Key") String key) {
        String own = IdempotencyKeys.checked(key) == null ? null : access.name() + "\n" + key;
        if (!deletions.wasDeleted(own, id)) {
            access.document(id, nuri.get().document(id).collection());
            nuri.get().delete(id);
            deletions.deleted(own, id);
            audit.done(AuditEvent.DOCUMENT_DELETED, id);
        }
        return Response.noContent().build();
    }

    @GET
    @Path("{id}/acl")
    @Operation(summary = "Tells which principals may read a document; an empty list is everyone")
    public AclView acl(@RestPath String id) {
        return nuri.get().documentAcl(id);
    }

    @PUT
    @Path("{id}/acl")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Sets which principals may read a document, from the next query on",
            description = "user:NAME and group:NAME; an empty list is everyone who may read its collection.")
    public AclView setAcl(@RestPath String id, AclView body) {
        AclView set = nuri.get().setDocumentAcl(id, StatusResource.sent(body));
        audit.done(AuditEvent.PERMISSIONS_CHANGED, id);
        return set;
    }

    @GET
    @Path("{id}/content")
    @Operation(
            summary = "Gives a document's text with the places of its passages, sections and pages",
            description = "Offsets count UTF-16 code units.")
    public ContentView content(@RestPath String id) {
        return nuri.get().content(id);
    }

    @GET
    @Path("{id}/original")
    @Blocking
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "Gives the bytes a document was read from, as a download")
    public RestMulti<byte[]> original(@RestPath String id) {
        LocalNuri callers = nuri.get();
        SourceDocument document = callers.source(id);
        return RestMulti.fromMultiData(Chunks.of(callers.original(document)))
                .header("Content-Disposition", UploadNames.disposition(UploadNames.ofUri(document.uri())))
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .build();
    }
}
