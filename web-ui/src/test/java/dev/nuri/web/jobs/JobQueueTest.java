package dev.nuri.web.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.Ingestor;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import dev.nuri.web.api.JobView;
import dev.nuri.web.engine.Reindexer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class JobQueueTest {

    private static final String OWNER = "somebody";
    private static final int MOST_WAITING = 1_000;

    @TempDir
    Path temp;

    private final FakeIngestor ingestor = new FakeIngestor();
    private final FakeReindexer reindexer = new FakeReindexer();
    private final List<JobView> finished = new CopyOnWriteArrayList<>();

    private JobQueue queue() {
        return new JobQueue(temp.resolve("data"), 0, MOST_WAITING, ingestor, reindexer, finished::add);
    }

    private static IngestRequest request(String target) {
        return new IngestRequest(List.of(target), null, AccessRule.UNSAID);
    }

    private static JobView end(JobQueue queue, JobView job) throws InterruptedException {
        JobView now = queue.get(job.jobId(), any -> true);
        while (!now.over()) {
            Thread.sleep(5);
            now = queue.get(job.jobId(), any -> true);
        }
        return now;
    }

    private Upload upload(String name, String text) throws IOException {
        Path file = Files.createTempFile(temp, "upload", ".bin");
        Files.writeString(file, text);
        return new Upload(file, name, Files.size(file));
    }

    @Test
    void runsJobsOneAfterAnotherAndReports() throws Exception {
        try (JobQueue queue = queue()) {
            JobView first = queue.submit(request("/a"), null, OWNER);
            JobView second =
                    queue.submit(List.of(upload("b.txt", "text of b")), "default", AccessRule.UNSAID, null, OWNER);
            assertThat(first.state()).isEqualTo(JobView.QUEUED);
            JobView done = end(queue, second);
            assertThat(queue.get(first.jobId(), any -> true).state()).isEqualTo(JobView.DONE);
            assertThat(done.state()).isEqualTo(JobView.DONE);
            assertThat(done.report().documents().added()).isEqualTo(1);
            assertThat(done.failures()).hasSize(1);
            assertThat(ingestor.seen).containsExactly("/a", "b.txt=text of b");
            assertThat(queue.recent(any -> true))
                    .extracting(JobView::jobId)
                    .containsExactly(second.jobId(), first.jobId());
        }
        assertThat(finished).hasSize(2);
    }

    @Test
    void whatWasAcceptedOutlivesTheProcess() throws Exception {
        ingestor.gate = new CountDownLatch(1);
        JobQueue killed = queue();
        JobView running = killed.submit(request("/slow"), null, OWNER);
        JobView waiting =
                killed.submit(List.of(upload("w.txt", "waiting")), "default", AccessRule.UNSAID, "key", OWNER);
        ingestor.entered.await();
        // The first queue is left as a killed process leaves it: a job begun, another waiting.
        FakeIngestor later = new FakeIngestor();
        try (JobQueue queue = new JobQueue(temp.resolve("data"), 0, MOST_WAITING, later, reindexer, finished::add)) {
            assertThat(end(queue, running).state()).isEqualTo(JobView.DONE);
            assertThat(end(queue, waiting).state()).isEqualTo(JobView.DONE);
            assertThat(later.seen).containsExactly("/slow", "w.txt=waiting");
            assertThat(queue.submit(List.of(upload("w.txt", "waiting")), "default", AccessRule.UNSAID, "key", OWNER)
                            .jobId())
                    .isEqualTo(waiting.jobId());
        }
        assertThat(temp.resolve("data/jobs").resolve(waiting.jobId()).resolve("0"))
                .doesNotExist();
        ingestor.gate.countDown();
        killed.close();
    }

    @Test
    void closingKeepsTheRunningJobForTheNextStart() throws Exception {
        ingestor.untilCancelled = true;
        JobQueue queue = queue();
        JobView job = queue.submit(request("/long"), null, OWNER);
        ingestor.entered.await();
        queue.close();
        assertThat(finished).isEmpty();
        try (JobQueue next =
                new JobQueue(temp.resolve("data"), 0, MOST_WAITING, new FakeIngestor(), reindexer, finished::add)) {
            assertThat(end(next, job).state()).isEqualTo(JobView.DONE);
        }
    }

    @Test
    void cancels() throws Exception {
        ingestor.untilCancelled = true;
        try (JobQueue queue = queue()) {
            JobView running = queue.submit(request("/long"), null, OWNER);
            JobView waiting =
                    queue.submit(List.of(upload("never.txt", "x")), "default", AccessRule.UNSAID, null, OWNER);
            ingestor.entered.await();
            assertThat(queue.cancel(waiting.jobId(), any -> true).state()).isEqualTo(JobView.CANCELLED);
            queue.cancel(running.jobId(), any -> true);
            assertThat(end(queue, running).state()).isEqualTo(JobView.CANCELLED);
            assertThat(ingestor.seen).containsExactly("/long");
        }
    }

    @Test
    void theSameKeyIsTheSameJob() throws Exception {
        try (JobQueue queue = queue()) {
            JobView job = queue.submit(request("/a"), "k1", OWNER);
            assertThat(queue.submit(request("/a"), "k1", OWNER).jobId()).isEqualTo(job.jobId());
            assertThat(queue.submit(request("/a"), "k2", OWNER).jobId()).isNotEqualTo(job.jobId());
            assertThatThrownBy(() -> queue.submit(request("/b"), "k1", OWNER))
                    .isInstanceOfSatisfying(
                            NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        }
    }

    @Test
    void jobsAndKeysAreTheirOwners() throws Exception {
        try (JobQueue queue = queue()) {
            JobView job = queue.submit(request("/a"), "k1", OWNER);
            JobView other = queue.submit(request("/a"), "k1", "another");
            assertThat(other.jobId()).isNotEqualTo(job.jobId());
            assertThat(queue.recent("another"::equals))
                    .extracting(JobView::jobId)
                    .containsExactly(other.jobId());
            assertThatThrownBy(() -> queue.get(job.jobId(), "another"::equals)).isInstanceOf(NuriException.class);
            assertThatThrownBy(() -> queue.cancel(job.jobId(), "another"::equals))
                    .isInstanceOf(NuriException.class);
        }
    }

    @Test
    void readersOfWhatComesInOutliveTheProcess() throws Exception {
        ingestor.gate = new CountDownLatch(1);
        AccessRule red = AccessRule.of(List.of("group:red"));
        JobQueue killed = queue();
        killed.submit(request("/slow"), null, OWNER);
        JobView waiting = killed.submit(List.of(upload("w.txt", "waiting")), "default", red, null, OWNER);
        JobView posix =
                killed.submit(new IngestRequest(List.of("/posix"), null, AccessRule.of(List.of("posix"))), null, OWNER);
        ingestor.entered.await();
        FakeIngestor later = new FakeIngestor();
        try (JobQueue queue = new JobQueue(temp.resolve("data"), 0, MOST_WAITING, later, reindexer, finished::add)) {
            assertThat(end(queue, waiting).state()).isEqualTo(JobView.DONE);
            assertThat(end(queue, posix).state()).isEqualTo(JobView.DONE);
            assertThat(later.rules).containsExactly(AccessRule.UNSAID, red, new AccessRule.Posix());
        }
        ingestor.gate.countDown();
        killed.close();
    }

    @Test
    void aFailedJobSaysWhyAndTheNextOneRuns() throws Exception {
        try (JobQueue queue = queue()) {
            JobView missing = queue.submit(request("/missing"), null, OWNER);
            JobView defect = queue.submit(request("/defect"), null, OWNER);
            JobView fine = queue.submit(request("/fine"), null, OWNER);
            assertThat(end(queue, fine).state()).isEqualTo(JobView.DONE);
            assertThat(queue.get(missing.jobId(), any -> true).error().message())
                    .isEqualTo("There is no /missing.");
            assertThat(queue.get(defect.jobId(), any -> true).error().code()).isEqualTo("internal");
        }
    }

    @Test
    void acceptsNoMoreThanMayWait() throws Exception {
        ingestor.gate = new CountDownLatch(1);
        try (JobQueue queue = new JobQueue(temp.resolve("data"), 0, 3, ingestor, reindexer, finished::add)) {
            JobView running = queue.submit(request("/slow"), null, OWNER);
            ingestor.entered.await();
            List<JobView> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(queue.submit(request("/w" + i), "key" + i, OWNER));
            }
            Upload late = upload("late.txt", "late");
            assertThatThrownBy(() -> queue.submit(List.of(late), "default", AccessRule.UNSAID, null, OWNER))
                    .isInstanceOfSatisfying(
                            NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                    .hasMessageContaining("nuri.limit.jobs");
            assertThat(queue.submit(request("/w0"), "key0", OWNER).jobId())
                    .as("what was accepted before is no other job")
                    .isEqualTo(waiting.getFirst().jobId());
            queue.cancel(waiting.getLast().jobId(), any -> true);
            JobView next = queue.submit(request("/next"), null, OWNER);
            ingestor.gate.countDown();
            assertThat(end(queue, running).state()).isEqualTo(JobView.DONE);
            assertThat(end(queue, next).state()).isEqualTo(JobView.DONE);
        }
    }

    @Test
    void aFullDiskAcceptsNothing() {
        try (JobQueue queue =
                new JobQueue(temp.resolve("data"), Long.MAX_VALUE, MOST_WAITING, ingestor, reindexer, finished::add)) {
            assertThatThrownBy(() -> queue.submit(request("/a"), null, OWNER))
                    .isInstanceOfSatisfying(
                            NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
            assertThat(queue.recent(any -> true)).isEmpty();
        }
    }

    @Test
    void rebuildsTheIndexBesideAnIngest() throws Exception {
        ingestor.gate = new CountDownLatch(1);
        try (JobQueue queue = queue()) {
            JobView ingest = queue.submit(request("/slow"), null, OWNER);
            JobView rebuild = queue.reindex(OWNER);
            assertThat(rebuild.kind()).isEqualTo(JobView.REINDEX);
            assertThat(end(queue, rebuild).state()).isEqualTo(JobView.DONE);
            assertThat(queue.get(rebuild.jobId(), any -> true)
                            .report()
                            .documents()
                            .changed())
                    .isEqualTo(3);
            assertThat(queue.get(ingest.jobId(), any -> true).over()).isFalse();
            ingestor.gate.countDown();
            assertThat(end(queue, ingest).kind()).isEqualTo(JobView.INGEST);
        }
    }

    @Test
    void rebuildingIsDoneOnceAtATimeAndCanBeCancelled() throws Exception {
        reindexer.untilCancelled = true;
        try (JobQueue queue = queue()) {
            JobView rebuild = queue.reindex(OWNER);
            assertThat(queue.reindex(OWNER).jobId()).isEqualTo(rebuild.jobId());
            reindexer.entered.await();
            queue.cancel(rebuild.jobId(), any -> true);
            JobView ended = end(queue, rebuild);
            assertThat(ended.state()).isEqualTo(JobView.CANCELLED);
            assertThat(ended.report()).isNull();
            assertThat(queue.reindex(OWNER).jobId()).isNotEqualTo(rebuild.jobId());
        }
    }

    @Test
    void rebuildingThatTheProcessDidNotEndIsDoneByTheNext() throws Exception {
        reindexer.untilCancelled = true;
        JobQueue queue = queue();
        JobView rebuild = queue.reindex(OWNER);
        reindexer.entered.await();
        queue.close();
        reindexer.untilCancelled = false;
        try (JobQueue next = queue()) {
            assertThat(end(next, rebuild).state()).isEqualTo(JobView.DONE);
        }
    }

    @Test
    void forgetsTheOldestOfMany() throws Exception {
        try (JobQueue queue = queue()) {
            JobView first = queue.submit(request("/0"), null, OWNER);
            JobView last = first;
            for (int i = 1; i <= JobQueue.KEPT; i++) {
                last = queue.submit(request("/" + i), null, OWNER);
            }
            end(queue, last);
            assertThatThrownBy(() -> queue.get(first.jobId(), any -> true)).isInstanceOf(NuriException.class);
            assertThat(queue.recent(any -> true)).hasSize(JobQueue.KEPT);
        }
    }

    /** Has three documents. */
    private static final class FakeReindexer implements Reindexer {

        final CountDownLatch entered = new CountDownLatch(1);
        volatile boolean untilCancelled;

        @Override
        public IngestReport reindex(Consumer<IngestProgress> progress, BooleanSupplier cancelled) {
            entered.countDown();
            while (untilCancelled) {
                if (cancelled.getAsBoolean()) {
                    throw new CancellationException();
                }
                Thread.onSpinWait();
            }
            progress.accept(new IngestProgress(3, 3, 2, 0, false, "", Duration.ofMillis(1)));
            return new IngestReport(0, 3, 0, 0, 0, 2, 0, Duration.ofMillis(1), List.of());
        }
    }

    /** Remembers what it was given. */
    private static final class FakeIngestor implements Ingestor {

        final List<String> seen = new CopyOnWriteArrayList<>();
        final List<AccessRule> rules = new CopyOnWriteArrayList<>();
        final CountDownLatch entered = new CountDownLatch(1);
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile boolean untilCancelled;

        @Override
        public IngestReport ingest(
                IngestRequest request, Consumer<IngestProgress> progress, BooleanSupplier cancelled) {
            String target = request.targets().getFirst();
            seen.add(target);
            rules.add(request.access());
            entered.countDown();
            try {
                gate.await();
                while (untilCancelled && !cancelled.getAsBoolean()) {
                    Thread.sleep(2);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (target.equals("/missing")) {
                throw NuriException.notFound("There is no /missing.");
            }
            if (target.equals("/defect")) {
                throw new IllegalStateException("a defect");
            }
            progress.accept(new IngestProgress(1, 1, 2, 0, false, target, Duration.ofMillis(1)));
            return report(List.of());
        }

        private static AssertionError unasked() {
            return new AssertionError("a queue of jobs does not ask for this");
        }

        @Override
        public boolean setReaders(String documentId, SortedSet<String> readers) {
            throw unasked();
        }

        @Override
        public void setCollectionReaders(String collection, SortedSet<String> readers) {
            throw unasked();
        }

        @Override
        public void setCollectionQuota(String collection, Quota quota) {
            throw unasked();
        }

        @Override
        public void requireRoom(String collection, String target) {
            throw unasked();
        }

        @Override
        public boolean mayReplace(Viewer viewer, String collection, String target) {
            throw unasked();
        }

        @Override
        public boolean remove(String documentId) {
            throw unasked();
        }

        @Override
        public InputStream original(SourceDocument document) {
            throw unasked();
        }

        @Override
        public IngestReport upload(Path file, String name, String collection, AccessRule access) {
            rules.add(access);
            try {
                seen.add(name + "=" + Files.readString(file));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return report(List.of(new IngestFailure(name, "parse", "Only half of it could be read.")));
        }

        private static IngestReport report(List<IngestFailure> failures) {
            return new IngestReport(1, 0, 0, 0, failures.size(), 2, 0, Duration.ofMillis(1), failures);
        }
    }
}
