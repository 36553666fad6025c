package dev.nuri.web.jobs;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.Ingestor;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.ErrorView;
import dev.nuri.web.api.IngestView;
import dev.nuri.web.api.JobView;
import dev.nuri.web.api.ProgressView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Runs ingest jobs one after another. A job that was accepted is on disk: should the process die, the next one runs it.
 * Thread-safe.
 */
public final class JobQueue implements AutoCloseable {

    /** Finished jobs that are remembered. */
    static final int KEPT = 100;

    /** A job that was begun this often without coming to an end is given up. */
    static final int MAX_ATTEMPTS = 10;

    private static final Logger LOG = Logger.getLogger(JobQueue.class);

    private final JobFolder folder;
    private final Ingestor ingestor;
    private final Consumer<JobView> finished;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final ExecutorService runner = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().name("ingest").daemon().unstarted(task));
    private volatile boolean closing;
    private volatile String runningId;
    private volatile boolean cancelled;
    private volatile ProgressView progress;

    /**
     * Takes up the jobs a former process left.
     *
     * @param finished told each job that ended
     */
    public JobQueue(Path dataDir, long minFreeBytes, Ingestor ingestor, Consumer<JobView> finished) {
        this.folder = new JobFolder(dataDir, minFreeBytes);
        this.ingestor = ingestor;
        this.finished = finished;
        folder.load().forEach(job -> {
            jobs.put(job.id(), job);
            if (!job.over()) {
                runner.execute(() -> run(job.id()));
            }
        });
    }

    /**
     * Accepts an ingest of paths and addresses.
     *
     * @param idempotencyKey a second call with the same key gives the same job; null for none
     * @throws NuriException when the key came with another request before
     */
    public JobView submit(IngestRequest request, String idempotencyKey) {
        return submit(request.collection(), request.targets(), List.of(), idempotencyKey, request.toString());
    }

    /** Accepts uploads; their files are taken over. */
    public JobView submit(List<Upload> uploads, String collection, String idempotencyKey) {
        List<String> names = uploads.stream().map(Upload::name).toList();
        String fingerprint = collection
                + uploads.stream().map(u -> u.name() + ":" + u.sizeBytes()).toList();
        return submit(collection, names, uploads, idempotencyKey, fingerprint);
    }

    private synchronized JobView submit(
            String collection, List<String> targets, List<Upload> uploads, String key, String fingerprint) {
        if (closing) {
            throw new NuriException(ErrorCode.NOT_READY, "Nuri is shutting down; try again after it has started.");
        }
        Job known = key == null ? null : withKey(key, fingerprint);
        if (known != null) {
            return view(known);
        }
        Job job = new Job(
                UUID.randomUUID().toString(),
                JobView.QUEUED,
                collection,
                List.copyOf(targets),
                !uploads.isEmpty(),
                Instant.now(),
                0,
                null,
                null,
                null,
                key,
                fingerprint);
        folder.create(job, uploads);
        jobs.put(job.id(), job);
        runner.execute(() -> run(job.id()));
        return view(job);
    }

    private Job withKey(String key, String fingerprint) {
        for (Job job : jobs.values()) {
            if (key.equals(job.idempotencyKey())) {
                if (!fingerprint.equals(job.fingerprint())) {
                    throw new NuriException(
                            ErrorCode.CONFLICT, "The Idempotency-Key '" + key + "' came with another request before.");
                }
                return job;
            }
        }
        return null;
    }

    /**
     * A job.
     *
     * @throws NuriException when there is none of that id
     */
    public synchronized JobView get(String id) {
        Job job = jobs.get(id);
        if (job == null) {
            throw NuriException.notFound("There is no ingest job '" + id + "'.");
        }
        return view(job);
    }

    /** The jobs remembered, newest first. */
    public synchronized List<JobView> recent() {
        return new ArrayList<>(jobs.values())
                .reversed().stream().map(this::view).toList();
    }

    /**
     * Ends a job at its next file, or before it begins; what is indexed by then stays. A job that is over stays as it
     * is.
     */
    public synchronized JobView cancel(String id) {
        get(id);
        Job job = jobs.get(id);
        if (id.equals(runningId)) {
            cancelled = true;
        } else if (!job.over()) {
            keep(job.cancelled(IngestView.NONE));
            folder.dropFiles(job);
        }
        return get(id);
    }

    private JobView view(Job job) {
        return job.view(job.id().equals(runningId) ? progress : null);
    }

    private void run(String id) {
        Job job;
        synchronized (this) {
            job = jobs.get(id);
            if (closing || job == null || job.over()) {
                return;
            }
            cancelled = false;
            job = job.begun();
            keep(job);
            progress = null;
            runningId = id;
        }
        end(outcome(job));
    }

    /** The job after it was run. */
    private Job outcome(Job job) {
        if (job.attempts() > MAX_ATTEMPTS) {
            return job.failed(ErrorView.of(
                    ErrorCode.INTERNAL, "Given up: Nuri ended " + MAX_ATTEMPTS + " times while this job ran."));
        }
        try {
            IngestView report = job.upload() ? uploads(job) : paths(job);
            if (closing) {
                return job.again();
            }
            return cancelled ? job.cancelled(report) : job.ended(report);
        } catch (NuriException e) {
            return job.failed(ErrorView.of(e));
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "Job %s failed", job.id());
            return job.failed(ErrorView.of(ErrorCode.INTERNAL, "The job failed inside Nuri; the log says where."));
        }
    }

    private IngestView paths(Job job) {
        IngestRequest request = new IngestRequest(job.targets(), job.collection());
        return IngestView.of(ingestor.ingest(request, p -> progress = ProgressView.of(p), this::stopped));
    }

    private boolean stopped() {
        return closing || cancelled;
    }

    private IngestView uploads(Job job) {
        IngestView report = IngestView.NONE;
        long start = System.nanoTime();
        for (int i = 0; i < job.targets().size() && !stopped(); i++) {
            String name = job.targets().get(i);
            progress = soFar(report, i, job.targets().size(), name, start);
            report = report.plus(IngestView.of(ingestor.upload(folder.file(job, i), name, job.collection())));
        }
        return report;
    }

    private static ProgressView soFar(IngestView report, int done, int total, String current, long start) {
        return ProgressView.of(new IngestProgress(
                done,
                total,
                report.passages(),
                report.documents().failed(),
                false,
                current,
                Duration.ofNanos(System.nanoTime() - start)));
    }

    private void end(Job job) {
        synchronized (this) {
            runningId = null;
            keep(job);
            forgetOldest();
        }
        if (job.over()) {
            folder.dropFiles(job);
            finished.accept(job.view(null));
        }
    }

    private void keep(Job job) {
        jobs.put(job.id(), job);
        try {
            folder.update(job);
        } catch (NuriException e) {
            // The job itself is on disk since it was accepted; only its latest state is not.
            LOG.warn(e.getMessage());
        }
    }

    private void forgetOldest() {
        List<Job> ended = jobs.values().stream().filter(Job::over).toList();
        ended.stream().limit(Math.max(0, ended.size() - KEPT)).forEach(job -> {
            jobs.remove(job.id());
            folder.delete(job);
        });
    }

    /** Ends the running job at its next file and keeps it, with those that wait, for the next start. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
        }
        runner.shutdown();
        try {
            if (!runner.awaitTermination(20, TimeUnit.SECONDS)) {
                LOG.warn("The running ingest job did not end in time; it is resumed at the next start.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
