package dev.nuri.indexer.ingest;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.Ingestor;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.StageListener;
import dev.nuri.indexer.Viewer;
import dev.nuri.indexer.ingest.Promotion.Promoted;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * One ingest: finds sources on the calling thread, reads them on as many threads as there are parsers and one more, and
 * has them written on two.
 */
final class IngestRun {

    private static final Logger LOG = Logger.getLogger(IngestRun.class);

    /** Found sources that wait to be read; so many that the total is known early in all but huge folders. */
    private static final int MAX_WAITING = 100_000;

    private final Services services;
    private final String collection;
    private final Access access;
    private final Committer committer;
    private final KeyedLocks sourceLocks;
    private final Originals originals;
    private final Tally tally;
    private final BooleanSupplier cancelled;
    private final WriteQueue queue;
    private final DocumentBuilder documents;
    private final UrlFetcher fetcher;
    /** What is to be read; an empty one ends a reading thread. */
    private final BlockingQueue<Optional<Found>> waiting = new LinkedBlockingQueue<>(MAX_WAITING);

    private final Set<String> seen = new HashSet<>();
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
    private final AtomicReference<RuntimeException> broken = new AtomicReference<>();
    private volatile boolean interrupted;

    IngestRun(
            Services services,
            String collection,
            Access access,
            Committer committer,
            KeyedLocks sourceLocks,
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
        this.documents = new DocumentBuilder(services.languages());
        this.fetcher = new UrlFetcher(
                services.config().fetch(),
                services.config().parser().maxFileBytes(),
                services.config().parser().timeout());
        this.queue = new WriteQueue(services.store(), new PassageWriter(services), tally);
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
        return isBroken() || interrupted || cancelled.getAsBoolean();
    }

    /** Brings what the targets name in line. */
    IngestReport ingest(Targets targets) {
        return run(
                () -> {
                    FolderWalk walk = new FolderWalk(services.config().dataDir(), new Finds(), this::isStopped);
                    for (Path path : targets.paths()) {
                        if (Files.isDirectory(path)) {
                            walk.walk(path);
                        } else if (isUnderstood(path.getParent())) {
                            found(new Found.LocalFile(SourceUris.of(path), path, true));
                        }
                    }
                    targets.addresses().forEach(address -> found(new Found.Web(address.toString(), address)));
                    tally.scanned();
                },
                () -> targets.paths().forEach(this::deleteVanished));
    }

    /** Indexes one upload. */
    IngestReport upload(Found.Upload upload) {
        return run(() -> found(upload), () -> {});
    }

    private IngestReport run(Runnable scan, Runnable whenWhole) {
        List<Thread> readers = startReaders();
        try {
            scan.run();
        } catch (RuntimeException e) {
            breakOff(e);
        } finally {
            end(readers);
            queue.close();
            fetcher.close();
        }
        boolean wasInterrupted = Thread.interrupted() || interrupted;
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

    private List<Thread> startReaders() {
        int count = services.config().parser().processes() + 1;
        List<Thread> readers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            readers.add(
                    Thread.ofPlatform().name("nuri-read-" + i).daemon().start(StageListener.carried(this::readAll)));
        }
        return readers;
    }

    private void readAll() {
        while (true) {
            try {
                Optional<Found> next = waiting.take();
                if (next.isEmpty()) {
                    return;
                }
                read(next.get());
            } catch (InterruptedException e) {
                LOG.debug("reading threads end with their queue only", e);
            } catch (Throwable e) {
                // The thread goes on, so that what waits is drained and nobody waits for ever.
                breakOff(new NuriException(ErrorCode.INTERNAL, "Indexing failed: " + e + ".", e));
            }
        }
    }

    private void end(List<Thread> readers) {
        readers.forEach(_ -> enqueue(Optional.empty()));
        for (Thread reader : readers) {
            while (reader.isAlive()) {
                try {
                    reader.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
    }

    private void enqueue(Optional<Found> work) {
        while (true) {
            try {
                waiting.put(work);
                return;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private final class Finds implements FolderWalk.Visitor {

        @Override
        public boolean enters(Path folder) {
            return isUnderstood(folder);
        }

        @Override
        public void file(Path file) {
            found(new Found.LocalFile(SourceUris.of(file), file, false));
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

    private void found(Found found) {
        if (seen.add(found.uri())) {
            tally.found();
            enqueue(Optional.of(found));
        }
    }

    private void read(Found found) {
        if (isStopped()) {
            return;
        }
        tally.started(SourceUris.display(found.uri()));
        try (StageListener.Stage _ = StageListener.current().begin("source")) {
            sourceLocks.with(collection + "\n" + found.uri(), () -> new SourceReader(this).read(found));
        } catch (RuntimeException e) {
            LOG.debugf(e, "indexing %s failed", found.uri());
            String reason = reasonUnlessBroken(e);
            if (!isBroken()) {
                tally.failed(new IngestFailure(SourceUris.display(found.uri()), "store", reason));
            }
        }
        tally.done();
    }

    /** Forgets what was below a target and is not any more. */
    private void deleteVanished(Path target) {
        List<SourceRecord> below =
                new ArrayList<>(services.store().sources(Viewer.OPERATOR, collection, SourceUris.prefix(target)));
        services.store().source(collection, SourceUris.of(target)).ifPresent(below::add);
        for (SourceRecord record : below) {
            if (!seen.contains(record.uri()) && !isUnreadable(record.uri()) && !isNamedHidden(target, record)) {
                services.store().deleteSource(collection, record.uri());
                tally.deleted.addAndGet(record.documentIds().size());
            }
        }
    }

    private boolean isUnreadable(String uri) {
        return unreadable.stream().anyMatch(folder -> uri.equals(folder) || uri.startsWith(folder + "/"));
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
