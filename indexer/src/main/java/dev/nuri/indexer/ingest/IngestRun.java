package dev.nuri.indexer.ingest;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.Ingestor;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceLeases;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.StageListener;
import dev.nuri.indexer.Viewer;
import dev.nuri.indexer.ingest.Promotion.Promoted;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * One ingest: finds sources on the calling thread, reads them on as many threads as there are parsers and one more, and
 * has them written on two.
 */
final class IngestRun {

    private static final Logger LOG = Logger.getLogger(IngestRun.class);

    private final Services services;
    private final String collection;
    private final Access access;
    private final Committer committer;
    private final SourceLocks sourceLocks;
    private final SourceLeases leases;
    private final Originals originals;
    private final Tally tally;
    private final BooleanSupplier cancelled;
    private final ReadQueue reading;
    private final WriteQueue queue;
    private final DocumentBuilder documents;
    private final FileDigests digests = new FileDigests();
    private final UrlFetcher fetcher;
    private final Set<String> seen = new HashSet<>();
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
    private final AtomicReference<RuntimeException> broken = new AtomicReference<>();

    IngestRun(
            Services services,
            String collection,
            Access access,
            Committer committer,
            SourceLocks sourceLocks,
            Originals originals,
            Tally tally,
            BooleanSupplier cancelled) {
        this.services = services;
        this.collection = collection;
        this.access = access;
        this.committer = committer;
        this.sourceLocks = sourceLocks;
        this.originals = originals;
        this.tally = tally;
        this.cancelled = cancelled;
        this.leases = services.store().leases();
        this.documents = new DocumentBuilder(services.languages());
        this.fetcher = new UrlFetcher(
                services.config().fetch(),
                services.config().parser().maxFileBytes(),
                services.config().parser().timeout());
        this.queue = new WriteQueue(services.store(), new PassageWriter(services), tally);
        this.reading = new ReadQueue(services.config().parser().processes() + 1, this::read, this::breakOff);
    }

    Services services() {
        return services;
    }

    String collection() {
        return collection;
    }

    Access access() {
        return access;
    }

    Committer committer() {
        return committer;
    }

    Tally tally() {
        return tally;
    }

    WriteQueue queue() {
        return queue;
    }

    DocumentBuilder documents() {
        return documents;
    }

    FileDigests digests() {
        return digests;
    }

    UrlFetcher fetcher() {
        return fetcher;
    }

    Originals originals() {
        return originals;
    }

    /** Whether a snapshot shows this document. */
    boolean isVisible(String documentId) {
        try (IndexSnapshot snapshot = services.store().snapshot(Viewer.OPERATOR)) {
            return snapshot.document(documentId).isPresent();
        }
    }

    /** Whether the store failed, so that nothing more can be recorded. */
    boolean isBroken() {
        return broken.get() != null;
    }

    /** Why one document could not be written; an error of the store as a whole ends the run instead. */
    String reasonUnlessBroken(Throwable e) {
        if (e instanceof NuriException failure && failure.code().kind() != ErrorCode.Kind.USER) {
            breakOff(failure);
        }
        return SourceJob.reason(e);
    }

    private void breakOff(RuntimeException e) {
        broken.compareAndSet(null, e);
    }

    private boolean isStopped() {
        return isBroken() || reading.isInterrupted() || cancelled.getAsBoolean();
    }

    /** Brings what the targets name in line. */
    IngestReport ingest(Targets targets) {
        if (leases.parts() > 1) {
            return ingestTogether(targets);
        }
        return run(() -> scan(targets, reading::add), () -> vanished(targets).forEach(this::forget));
    }

    /** The same where other processes may have been told to do it too. */
    private IngestReport ingestTogether(Targets targets) {
        SharedWork work = new SharedWork(leases, name(targets), this::isStopped);
        return run(
                () -> {
                    scan(targets, found -> work.add(found, collection, access.key(found)));
                    if (!isStopped()) {
                        vanished(targets).forEach(work::vanished);
                    }
                    work.run(new Parts());
                },
                () -> {});
    }

    /** The same in every process that was told the same. */
    private String name(Targets targets) {
        String said = collection + "\n" + targets.paths() + "\n" + targets.addresses() + "\n" + access.key();
        return UUID.nameUUIDFromBytes(said.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private final class Parts implements SharedWork.Doer {

        @Override
        public void work(List<SharedWork.Part> parts) {
            parts.forEach(part -> part.found.forEach(reading::add));
            reading.await();
            if (!isStopped()) {
                parts.forEach(part -> part.vanished.forEach(IngestRun.this::forget));
                services.store().sync();
            }
        }

        @Override
        public void done(SharedWork.Part part) {
            tally.unchanged.addAndGet(part.found.size());
            part.found.forEach(_ -> tally.done());
        }
    }

    private void scan(Targets targets, Consumer<Found> found) {
        FolderWalk walk = new FolderWalk(services.config().dataDir(), new Finds(found), this::isStopped);
        for (Path path : targets.paths()) {
            if (Files.isDirectory(path)) {
                walk.walk(path);
            } else if (isUnderstood(path.getParent())) {
                DumpPart.sources(path, true).forEach(source -> note(source, found));
            }
        }
        targets.addresses().forEach(address -> note(new Found.Web(address.toString(), address), found));
        tally.scanned();
    }

    /** Indexes one upload. */
    IngestReport upload(Found.Upload upload) {
        return run(() -> note(upload, reading::add), () -> {});
    }

    private IngestReport run(Runnable scan, Runnable whenWhole) {
        try {
            scan.run();
        } catch (RuntimeException e) {
            breakOff(e);
        } finally {
            reading.close();
            queue.close();
            fetcher.close();
        }
        boolean wasInterrupted = Thread.interrupted() || reading.isInterrupted();
        try {
            settle(whenWhole);
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
        tally.tellEnd();
        return tally.report();
    }

    private final class Finds implements FolderWalk.Visitor {

        private final Consumer<Found> found;

        Finds(Consumer<Found> found) {
            this.found = found;
        }

        @Override
        public boolean enters(Path folder) {
            return isUnderstood(folder);
        }

        @Override
        public void file(Path file) {
            DumpPart.sources(file, false).forEach(source -> note(source, found));
        }

        @Override
        public void failure(Path path, String reason) {
            unreadable.add(SourceUris.of(path));
            tally.failed(new IngestFailure(path.toString(), "scan", reason));
        }
    }

    /** Whether it can be told who may read a folder; otherwise nothing new is read of it, and what was stays. */
    private boolean isUnderstood(Path folder) {
        try {
            access.check(folder);
            return true;
        } catch (NuriException e) {
            if (unreadable.add(SourceUris.of(folder))) {
                tally.failed(new IngestFailure(
                        folder.resolve(Ingestor.SIDECAR).toString(),
                        Access.STAGE,
                        "Nothing below it was indexed. " + e.getMessage()));
            }
            return false;
        }
    }

    /** Gives a source on, the first time it is found. */
    private void note(Found source, Consumer<Found> found) {
        if (seen.add(source.uri())) {
            tally.found();
            found.accept(source);
        }
    }

    private void read(Found found) {
        if (isStopped()) {
            return;
        }
        tally.started(SourceUris.display(found.uri()));
        try (StageListener.Stage _ = StageListener.current().begin("source")) {
            sourceLocks.with(collection, found.uri(), () -> new SourceReader(this).read(found));
        } catch (RuntimeException e) {
            LOG.debugf(e, "indexing %s failed", found.uri());
            String reason = reasonUnlessBroken(e);
            if (!isBroken()) {
                tally.failed(new IngestFailure(SourceUris.display(found.uri()), "store", reason));
            }
        }
        tally.done();
    }

    /** What was below a target and is not any more. */
    private Collection<SourceRecord> vanished(Targets targets) {
        Map<String, SourceRecord> vanished = new TreeMap<>();
        for (Path target : targets.paths()) {
            List<SourceRecord> below =
                    new ArrayList<>(services.store().sources(Viewer.OPERATOR, collection, SourceUris.prefix(target)));
            String uri = SourceUris.of(target);
            services.store().source(collection, uri).ifPresent(below::add);
            below.addAll(services.store().sources(Viewer.OPERATOR, collection, SourceUris.parts(uri)));
            for (SourceRecord record : below) {
                if (!seen.contains(record.uri()) && !isUnreadable(record.uri()) && !isNamedHidden(target, record)) {
                    vanished.put(record.uri(), record);
                }
            }
        }
        return vanished.values();
    }

    private void forget(SourceRecord vanished) {
        services.store().deleteSource(collection, vanished.uri());
        tally.deleted.addAndGet(vanished.documentIds().size());
    }

    private boolean isUnreadable(String uri) {
        return unreadable.stream()
                .anyMatch(found ->
                        uri.equals(found) || uri.startsWith(found + "/") || uri.startsWith(SourceUris.parts(found)));
    }

    /** A hidden file that was once named itself: walks pass over it, which does not mean that it is gone. */
    private static boolean isNamedHidden(Path target, SourceRecord record) {
        Path path = SourceUris.path(record.uri());
        if (!path.startsWith(target) || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        for (Path p = path; p != null && !p.equals(target); p = p.getParent()) {
            if (FolderWalk.isHidden(p)) {
                return true;
            }
        }
        return false;
    }

    private void settle(Runnable whenWhole) {
        RuntimeException failure = broken.get();
        if (failure != null) {
            committer.recover();
            throw failure;
        }
        try {
            if (!isStopped()) {
                whenWhole.run();
            }
            committer.publish();
            Promoted promoted = new Promotion(services.store(), sourceLocks, new PassageWriter(services)).run();
            tally.duplicates.addAndGet(-Math.min(promoted.documents(), tally.duplicates.get()));
            tally.passages.addAndGet(promoted.passages());
            committer.publish();
        } catch (RuntimeException e) {
            committer.recover();
            throw e;
        }
    }
}
