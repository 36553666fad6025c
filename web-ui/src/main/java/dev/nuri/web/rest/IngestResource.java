package dev.nuri.web.rest;

import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.access.AuditEvent;
import dev.nuri.web.access.AuditLog;
import dev.nuri.web.api.IngestBody;
import dev.nuri.web.api.JobView;
import dev.nuri.web.jobs.JobQueue;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Provider;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;

/** Jobs that bring documents in. */
@Path("/api/ingest")
@Tag(name = "Ingest")
@Produces(MediaType.APPLICATION_JSON)
class IngestResource {

    private static final Duration PROGRESS = Duration.ofMillis(200);

    private final CallersNuri nuri;
    private final Provider<JobQueue> jobs;

    private final WriteAccess access;
    private final AuditLog audit;

    IngestResource(CallersNuri nuri, Provider<JobQueue> jobs, WriteAccess access, AuditLog audit) {
        this.nuri = nuri;
        this.jobs = jobs;
        this.access = access;
        this.audit = audit;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Indexes a file, folder or address in the background",
            description = "Once accepted, the job survives a crash. The same Idempotency-Key gives the same job.")
    public RestResponse<JobView> ingest(IngestBody body, @HeaderParam("Idempotency-Key") String key) {
        if (body == null) {
            throw NuriException.invalid("The body is empty: send {\"path\": \"...\"} or {\"url\": \"...\"}.");
        }
        access.targets(body);
        access.collection(body.collection());
        nuri.get().requireWritable(body.collection(), body.all(), false);
        IngestRequest request = body.request();
        nuri.get().requireRoom(body.collection(), body.all(), false);
        JobView job = jobs.get().submit(request, IdempotencyKeys.checked(key), access.name());
        audit.write(AuditEvent.INGEST_ACCEPTED, job.jobId(), WriteAccess.kinds(request.targets()));
        return accepted(job);
    }

    /** 202 with the job's address. */
    static RestResponse<JobView> accepted(JobView job) {
        return RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, job)
                .location(URI.create("/api/ingest/" + job.jobId()))
                .build();
    }

    @GET
    @Operation(summary = "Lists recent jobs, the newest first")
    public Map<String, List<JobView>> recent() {
        return Map.of("jobs", jobs.get().recent(access::mayFollow));
    }

    @GET
    @Path("{id}")
    @Operation(
            summary = "Tells how far a job is",
            description = "With Accept: text/event-stream: progress (repeated), then done, or error when the whole job"
                    + " failed; each carries the job.")
    public JobView job(@RestPath String id) {
        return jobs.get().get(id, access::mayFollow);
    }

    @GET
    @Path("{id}")
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public Multi<OutboundSseEvent> follow(@RestPath String id, @Context Sse sse) {
        JobView first = jobs.get().get(id, access::mayFollow);
        return Events.stream(sse, events -> follow(first, events));
    }

    private void follow(JobView first, Events events) throws InterruptedException {
        JobView job = first;
        JobView sent = null;
        while (!job.over() && !events.cancelled()) {
            if (!job.equals(sent)) {
                events.send("progress", job);
                sent = job;
            }
            Thread.sleep(PROGRESS);
            // Who may follow it was asked at the beginning.
            job = jobs.get().get(job.jobId(), any -> true);
        }
        events.send(job.error() == null ? "done" : "error", job);
    }

    @DELETE
    @Path("{id}")
    @Operation(summary = "Cancels a job; what it has indexed stays, and the index that a reindex was to replace")
    public JobView cancel(@RestPath String id) {
        JobView job = jobs.get().cancel(id, access::mayFollow);
        audit.done(AuditEvent.JOB_CANCELLED, id);
        return job;
    }
}
