package dev.nuri.web.jobs;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.Ingestor;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.ErrorView;
import dev.nuri.web.api.IngestView;
import dev.nuri.web.api.JobView;
import dev.nuri.web.api.ProgressView;
import dev.nuri.web.engine.Reindexer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Runs ingest jobs one after another, and beside them one that builds the index anew. A job that was accepted is on disk:
 * should the process die, the next one runs it. Thread-safe.
 */
public final class JobQueue implements AutoCloseable {

    /** Finished jobs that are remembered. */
    static final int KEPT = 100;

    /** A job that was begun this often without coming to an end is given up. */
    static final int MAX_ATTEMPTS = 10;

    private static final Logger LOG = Logger.getLogger(JobQueue.class);

    private final int mostWaiting;
    private final JobFolder folder;
    private final Ingestor ingestor;
    private final Reindexer reindexer;
    private final Consumer<JobView> finished;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final ExecutorService ingests = thread("ingest");
    private final ExecutorService reindexing = thread("reindex");
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /** A job while it runs. */
    private static final class Running {
        private volatile boolean cancelled;
        private volatile ProgressView progress;
    }

    /**
     * Takes up the jobs a former process left, however many.
     *
     * @param minFreeBytes of the disk, with less of which no job is accepted
     * @param mostWaiting ingest jobs that may wait; with as many, no other is accepted
     * @param finished told each job that ended
     */
    public JobQueue(
            Path dataDir,
            long minFreeBytes,
            int mostWaiting,
            Ingestor ingestor,
            Reindexer reindexer,
            Consumer<JobView> finished) {
        this.mostWaiting = mostWaiting;
        this.folder = new JobFolder(dataDir, minFreeBytes);
        this.ingestor = ingestor;
        this.reindexer = reindexer;
        this.finished = finished;
        folder.load().forEach(job -> {
            jobs.put(job.id(), job);
            if (!job.over()) {
                execute(job);
            }
        });
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(
                task -> Thread.ofPlatform().name(name).daemon().unstarted(task));
    }

    private void execute(Job job) {
        (job.isReindex() ? reindexing : ingests).execute(() -> run(job.id()));
    }

    /**
     * Accepts an ingest of paths and addresses.
     *
     * @param idempotencyKey a second call of the same owner with the same key gives the same job; null for none
     * @param owner who begins it
     * @throws NuriException CONFLICT when the key came with another request before, BUSY when too many jobs wait, DISK_FULL
     *     when the disk has no room for it
     */
    public JobView submit(IngestRequest request, String idempotencyKey, String owner) {
        return submit(
                JobView.INGEST,
                request.collection(),
                request.access(),
                request.targets(),
                List.of(),
                idempotencyKey,
                request.toString(),
                owner);
    }

    /** Accepts uploads, or fails, as ingests do; their files are taken over. */
    public JobView submit(
            List<Upload> uploads, String collection, AccessRule access, String idempotencyKey, String owner) {
        List<String> names = uploads.stream().map(Upload::name).toList();
        String fingerprint = collection
                + (access.said() == null ? "" : access.said())
                + uploads.stream().map(u -> u.name() + ":" + u.sizeBytes()).toList();
        return submit(JobView.INGEST, collection, access, names, uploads, idempotencyKey, fingerprint, owner);
    }

    /** Accepts a rebuilding of the index; gives the one under way or waiting when there is one. */
    public synchronized JobView reindex(String owner) {
        return jobs.values().stream()
                .filter(job -> job.isReindex() && !job.over())
                .findFirst()
                .map(this::view)
                .orElseGet(() ->
                        submit(JobView.REINDEX, null, AccessRule.UNSAID, List.of(), List.of(), null, null, owner));
    }

    private synchronized JobView submit(
            String kind,
            String collection,
            AccessRule access,
            List<String> targets,
            List<Upload> uploads,
            String key,
            String fingerprint,
            String owner) {
        if (closing) {
            throw new NuriException(ErrorCode.NOT_READY, "Nuri is shutting down; try again after it has started.");
        }
        Job known = key == null ? null : withKey(key, fingerprint, owner);
        if (known != null) {
            return view(known);
        }
        if (kind.equals(JobView.INGEST)) {
            requireRoom();
        }
        Job job = new Job(
                UUID.randomUUID().toString(),
                kind,
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
                fingerprint,
                owner,
                access.said(),
                List.of());
        job = folder.create(job, uploads);
        jobs.put(job.id(), job);
        execute(job);
        return view(job);
    }

    private void requireRoom() {
        long waiting = jobs.values().stream()
                .filter(job -> !job.isReindex() && !job.over() && !running.containsKey(job.id()))
                .count();
        if (waiting >= mostWaiting) {
            throw new NuriException(
                    ErrorCode.BUSY,
                    "At most " + mostWaiting + " jobs may wait (nuri.limit.jobs), and as many do: try again later.");
        }
    }

    private Job withKey(String key, String fingerprint, String owner) {
        for (Job job : jobs.values()) {
            if (key.equals(job.idempotencyKey()) && owner.equals(job.owner())) {
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
     * @param visible whose jobs are there for the caller; an owner may be null
     * @throws NuriException when there is none of that id
     */
    public synchronized JobView get(String id, Predicate<String> visible) {
        Job job = jobs.get(id);
        if (job == null || !visible.test(job.owner())) {
            throw NuriException.notFound("There is no ingest job '" + id + "'.");
        }
        return view(job);
    }

    /** The jobs remembered of owners that are visible, newest first. */
    public synchronized List<JobView> recent(Predicate<String> visible) {
        return new ArrayList<>(jobs.values())
                .reversed().stream()
                        .filter(job -> visible.test(job.owner()))
                        .map(this::view)
                        .toList();
    }

    /**
     * Ends a job at its next file, or before it begins; what an ingest has indexed by then stays, and so does the index
     * that a rebuilding was to replace. A job that is over stays as it is.
     */
    public synchronized JobView cancel(String id, Predicate<String> visible) {
        get(id, visible);
        Job job = jobs.get(id);
        Running now = running.get(id);
        if (now != null) {
            now.cancelled = true;
        } else if (!job.over()) {
            keep(job.cancelled(IngestView.NONE));
            folder.dropFiles(job);
        }
        return view(jobs.get(id));
    }

    private JobView view(Job job) {
        Running now = running.get(job.id());
        return job.view(now == null ? null : now.progress);
    }

    private void run(String id) {
        Job job;
        Running now = new Running();
        synchronized (this) {
            job = jobs.get(id);
            if (closing || job == null || job.over()) {
                return;
            }
            job = job.begun();
            keep(job);
            running.put(id, now);
        }
        end(outcome(job, now));
    }

    /** The job after it was run. */
    private Job outcome(Job job, Running now) {
        if (job.attempts() > MAX_ATTEMPTS) {
            return job.failed(ErrorView.of(
                    ErrorCode.INTERNAL, "Given up: Nuri ended " + MAX_ATTEMPTS + " times while this job ran."));
        }
        try {
            IngestView report = report(job, now);
            if (closing && !job.isReindex()) {
                return job.again();
            }
            return now.cancelled && !job.isReindex() ? job.cancelled(report) : job.ended(report);
        } catch (CancellationException e) {
            return now.cancelled ? job.cancelled(null) : job.again();
        } catch (NuriException e) {
            return job.failed(ErrorView.of(e));
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "Job %s failed", job.id());
            return job.failed(ErrorView.of(ErrorCode.INTERNAL, "The job failed inside Nuri; the log says where."));
        }
    }

    private IngestView report(Job job, Running now) {
        if (job.upload()) {
            return uploads(job, now);
        }
        Consumer<IngestProgress> progress = p -> now.progress = ProgressView.of(p);
        BooleanSupplier stopped = () -> stopped(now);
        if (job.isReindex()) {
            return IngestView.of(reindexer.reindex(progress, stopped));
        }
        return IngestView.of(ingestor.ingest(
                new IngestRequest(job.targets(), job.collection(), AccessRule.of(job.acl())), progress, stopped));
    }

    private boolean stopped(Running now) {
        return closing || now.cancelled;
    }

    private IngestView uploads(Job job, Running now) {
        IngestView report = IngestView.NONE;
        long start = System.nanoTime();
        for (int i = 0; i < job.targets().size() && !stopped(now); i++) {
            String name = job.targets().get(i);
            now.progress = soFar(report, i, job.targets().size(), name, start);
            report = report.plus(IngestView.of(
                    ingestor.upload(folder.whole(job, i), name, job.collection(), AccessRule.of(job.acl()))));
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
            running.remove(job.id());
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
        ingests.shutdown();
        reindexing.shutdown();
        try {
            if (!ingests.awaitTermination(20, TimeUnit.SECONDS) || !reindexing.awaitTermination(20, TimeUnit.SECONDS)) {
                LOG.warn("A running job did not end in time; it is resumed at the next start.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
