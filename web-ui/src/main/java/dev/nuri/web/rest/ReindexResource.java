package dev.nuri.web.rest;

import dev.nuri.web.access.AuditEvent;
import dev.nuri.web.access.AuditLog;
import dev.nuri.web.api.JobView;
import dev.nuri.web.jobs.JobQueue;
import jakarta.inject.Provider;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The index as a whole. */
@Path("/api/reindex")
@Tag(name = "Ingest")
@Produces(MediaType.APPLICATION_JSON)
class ReindexResource {

    private final Provider<JobQueue> jobs;
    private final WriteAccess access;
    private final AuditLog audit;

    ReindexResource(Provider<JobQueue> jobs, WriteAccess access, AuditLog audit) {
        this.jobs = jobs;
        this.access = access;
        this.audit = audit;
    }

    @POST
    @Operation(
            summary = "Builds the index anew with the configured embedder, in the background",
            description = "Search, ingest and deletions go on meanwhile; the new index takes over as a whole. Follow or"
                    + " cancel the job under /api/ingest. While one is under way, that one is given.")
    public RestResponse<JobView> reindex() {
        JobView job = jobs.get().reindex(access.name());
        audit.done(AuditEvent.REINDEX_STARTED, job.jobId());
        return IngestResource.accepted(job);
    }
}
