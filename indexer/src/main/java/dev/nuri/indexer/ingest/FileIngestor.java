package dev.nuri.indexer.ingest;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.Damage;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IndexSuccessor;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.Ingestor;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.SourceAccess;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The {@link Ingestor}: each call is an {@link IngestRun}. */
public final class FileIngestor implements Ingestor, AutoCloseable {

    private static final long CANCEL_CHECK_MILLIS = 100;
    private static final String ORIGINALS = "originals";

    private final Services services;
    private final PassageStore store;
    private final Originals originals;
    private final Committer committer;
    private final SourceLocks sourceLocks;
    /** Held by the ingest under way; fair, so that others come in order. */
    private final ReentrantLock turn = new ReentrantLock(true);

    /** An ingestor; mends what an interrupted ingest left. */
    public FileIngestor(Services services) {
        this.services = services;
        this.store = services.store();
        this.originals = new Originals(services.config().dataDir().resolve(ORIGINALS));
        this.committer = new Committer(store);
        this.sourceLocks = new SourceLocks(store.leases());
        promoteDuplicates();
        sweepOriginals();
    }

    @Override
    public IngestReport ingest(IngestRequest request, Consumer<IngestProgress> progress, BooleanSupplier cancelled) {
        Targets targets = Targets.resolve(request.targets());
        if (!targets.addresses().isEmpty()) {
            requireNotPosix(request.access());
        }
        return inTurn(cancelled, () -> run(request.collection(), request.access(), progress, cancelled)
                .ingest(targets));
    }

    private static void requireNotPosix(AccessRule access) {
        if (access instanceof AccessRule.Posix) {
            throw NuriException.invalid(
                    "posix tells who may read files of this machine; name principals for uploads and addresses.");
        }
    }

    @Override
    public IngestReport upload(Path file, String name, String collection, AccessRule access) {
        requireNotPosix(access);
        String checked = IngestRequest.collectionName(collection);
        Found.Upload upload = new Found.Upload(SourceUris.upload(name), file, SourceUris.uploadName(name));
        if (!Files.isRegularFile(file)) {
            throw NuriException.notFound("There is no file '" + file + "'.");
        }
        return inTurn(
                () -> false, () -> run(checked, access, _ -> {}, () -> false).upload(upload));
    }

    private IngestRun run(
            String collection, AccessRule access, Consumer<IngestProgress> progress, BooleanSupplier cancelled) {
        return new IngestRun(
                services,
                collection,
                new Access(access),
                committer,
                sourceLocks,
                originals,
                new Tally(progress),
                cancelled);
    }

    /** Waits for the ingests before this one; does nothing when cancelled meanwhile. */
    private IngestReport inTurn(BooleanSupplier cancelled, Supplier<IngestReport> action) {
        try {
            while (!turn.tryLock(CANCEL_CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (cancelled.getAsBoolean()) {
                    return new Tally(_ -> {}).report();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Tally(_ -> {}).report();
        }
        try {
            IngestReport report = action.get();
            sweepOriginals();
            return report;
        } finally {
            turn.unlock();
        }
    }

    /**
     * Builds the index anew while this goes on ingesting.
     *
     * @throws java.util.concurrent.CancellationException when cancelled; the index in use stays
     */
    public IngestReport rebuild(Rebuild rebuild, Consumer<IngestProgress> progress) {
        return rebuild.run(new BesideIngests(), progress);
    }

    private final class BesideIngests implements IndexSuccessor.Writers {

        @Override
        public void commit() {
            committer.commit();
        }

        @Override
        public boolean tryAlone(Runnable action) {
            try {
                if (!turn.tryLock(CANCEL_CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            }
            try {
                action.run();
                return true;
            } finally {
                turn.unlock();
            }
        }
    }

    @Override
    public boolean remove(String documentId) {
        Optional<SourceDocument> document = visible(documentId);
        document.ifPresent(this::remove);
        return document.isPresent();
    }

    private void remove(SourceDocument document) {
        change(
                document,
                record -> record.ifPresentOrElse(
                        known -> forget(known, document.id()), () -> store.delete(document.id())));
    }

    @Override
    public boolean setReaders(String documentId, SortedSet<String> readers) {
        Optional<SourceDocument> document = visible(documentId);
        // As one change, so that no crash leaves a document whose next reading would undo this, or do it then.
        document.ifPresent(known -> change(
                known,
                record -> record.ifPresentOrElse(
                        source -> store.setReaders(documentId, readers, withReaders(source, known, readers)),
                        () -> store.setReaders(documentId, readers))));
        return document.isPresent();
    }

    private static SourceRecord withReaders(SourceRecord source, SourceDocument document, SortedSet<String> readers) {
        boolean only = document.uri().equals(source.uri());
        return source.withAccess(source.access().with(document.id(), readers, only));
    }

    @Override
    public void setCollectionReaders(String collection, SortedSet<String> readers) {
        String checked = IngestRequest.collectionName(collection);
        try {
            sourceLocks.with(checked, "", () -> {
                store.setCollectionReaders(checked, readers);
                committer.publish();
            });
        } catch (RuntimeException e) {
            committer.recover();
            throw e;
        }
    }

    @Override
    public void setCollectionQuota(String collection, Quota quota) {
        String checked = IngestRequest.collectionName(collection);
        try {
            store.setCollectionQuota(checked, quota);
            committer.publish();
        } catch (RuntimeException e) {
            committer.recover();
            throw e;
        }
    }

    @Override
    public void requireRoom(String collection, String target) {
        if (store.source(collection, uri(target)).isEmpty()) {
            store.requireRoom(collection);
        }
    }

    private static String uri(String target) {
        return Targets.isWeb(target) ? SourceUris.url(target).toString() : SourceUris.upload(target);
    }

    @Override
    public boolean mayReplace(Viewer viewer, String collection, String target) {
        String uri = uri(target);
        Optional<SourceRecord> known = store.source(collection, uri);
        try (IndexSnapshot snapshot = store.snapshot(viewer)) {
            SourceAccess access = known.map(SourceRecord::access).orElse(SourceAccess.EVERYONE);
            return snapshot.allows(collection, access.readers())
                    && access.own().values().stream().allMatch(own -> snapshot.allows(collection, own));
        }
    }

    /** Changes a document and its source's record while no ingest reads that source, and makes that visible. */
    private void change(SourceDocument document, Consumer<Optional<SourceRecord>> change) {
        String source = SourceUris.sourceOf(document);
        try {
            sourceLocks.with(document.collection(), source, () -> {
                change.accept(store.source(document.collection(), source));
                committer.publish();
            });
        } catch (RuntimeException e) {
            committer.recover();
            throw e;
        }
        // An ingest under way does this at its end.
        if (turn.tryLock()) {
            try {
                promoteDuplicates();
                sweepOriginals();
            } finally {
                turn.unlock();
            }
        }
    }

    /**
     * Deletes a document of a source as one change. A file's record stays even without documents, so that the next ingest
     * does not bring them back.
     */
    private void forget(SourceRecord record, String documentId) {
        List<String> left = record.documentIds().stream()
                .filter(id -> !id.equals(documentId))
                .toList();
        if (left.isEmpty() && !SourceUris.isFile(record.uri())) {
            store.deleteSource(record.collection(), record.uri());
            return;
        }
        store.delete(documentId, record.withDocuments(left));
    }

    private Optional<SourceDocument> visible(String documentId) {
        try (IndexSnapshot snapshot = store.snapshot(Viewer.OPERATOR)) {
            return snapshot.document(documentId);
        }
    }

    private void promoteDuplicates() {
        new Promotion(store, sourceLocks, new PassageWriter(services)).run();
        committer.publish();
    }

    private void sweepOriginals() {
        Set<String> used = new HashSet<>();
        for (String scheme : List.of(SourceUris.UPLOAD, "http:", "https:")) {
            store.sources(Viewer.OPERATOR, null, scheme).forEach(record -> used.add(record.sha256()));
        }
        originals.sweep(used);
    }

    @Override
    public InputStream original(SourceDocument document) {
        Optional<SourceRecord> source = store.source(document.collection(), SourceUris.sourceOf(document));
        try {
            return source.isEmpty() ? null : originals.open(source.get());
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL,
                    "The original of " + document.uri() + " cannot be read: " + e.getMessage() + ".",
                    e);
        }
    }

    /** Keeps every original until {@link #releaseOriginals}. */
    public void holdOriginals() {
        originals.hold();
    }

    /** Ends what {@link #holdOriginals} began. */
    public void releaseOriginals() {
        originals.release();
    }

    /** The originals of a data folder, whole files only. */
    public static List<Path> originals(Path dataDir) throws IOException {
        return new Originals(dataDir.resolve(ORIGINALS)).files();
    }

    /** Originals of a data folder whose bytes are not those that came. */
    public static List<Damage> damagedOriginals(Path dataDir) throws IOException {
        return new Originals(dataDir.resolve(ORIGINALS)).damages();
    }

    /** Ends its background work. No ingest may be under way. */
    @Override
    public void close() {
        committer.close();
    }
}
