package dev.nuri.indexer.store;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.Viewer;
import dev.nuri.indexer.log.LogFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;
import org.jboss.logging.Logger;

/**
 * A {@link PassageStore} in one Lucene index with a write-ahead log.
 *
 * <p>A write is done in Lucene's memory first and then appended to the log, in one order for each document and source.
 * Making it durable forces the log; making it visible opens a reader over what Lucene has in memory, then forces the log
 * up to what that reader shows, then gives the reader out: so no snapshot shows what a crash could take back. A commit
 * begins a new segment of the log, writes all before that to the index, and removes the older segments; what was written
 * while it ran may be in both, which does no harm, since all of it is in the log and doing the end of a log again gives
 * the same. What was recorded of sources and is not visible yet is kept in memory beside the reader.
 *
 * <p>After a failed write (a full disk) every write fails the same way until {@link #commit()}, so that nobody writes the
 * second half of something whose first half is lost. That puts everything into the index when the log failed; when
 * Lucene failed it goes back to the last commit and does again what the log says.
 */
public final class LuceneStore implements PassageStore {

    private static final Logger LOG = Logger.getLogger(LuceneStore.class);

    /** Length limit of Lucene's exact terms, less room for the collection. */
    private static final int MAX_URI_CHARS = 10_000;

    private static final int STRIPES = 64;

    private final Directory directory;
    private final StoreSettings settings;
    private final String folder;
    private final FreeSpace freeSpace;
    private final Fields fields;
    private final StoreLog log;
    private final Searchers searchers;
    private final SourceLookup sources;
    private final Views views = new Views();
    private final BeingRead beingRead = new BeingRead();

    /** Shared by writes, exclusive for what no write may be half done at. */
    private final ReadWriteLock writes = new ReentrantReadWriteLock();

    /** Held by the writes of a document or source: its writes are done and logged in one order. */
    private final Object[] order = Stream.generate(Object::new).limit(STRIPES).toArray();

    private final Object commitLock = new Object();
    /** Taken after {@link #commitLock}. */
    private final Object publishLock = new Object();

    private volatile IndexWriter writer;
    private volatile Pending pending = new Pending();
    /** What is being made visible; empty when nothing is. */
    private volatile Pending publishing = new Pending();
    /** Whether the last commit does not hold everything. */
    private volatile boolean uncommitted;

    private volatile long generation;
    private volatile boolean released;
    /** Why the writer was closed, when Lucene does not know. */
    private volatile Exception broken;

    private LuceneStore(Directory directory, Path folder, StoreSettings settings, LogFiles logFiles)
            throws IOException {
        this.directory = directory;
        this.settings = settings;
        this.folder = folder.toString();
        this.freeSpace = new FreeSpace(folder, settings.minFreeDiskBytes());
        this.fields = new Fields(settings.keyOf(), settings.analyzer());
        this.log = logFiles == null ? StoreLog.none() : StoreLog.in(logFiles);
        IndexFiles.verifyAtStart(directory, logFiles);
        this.writer = WriterFactory.open(directory, settings, logFiles);
        this.sources = new SourceLookup(this);
        try {
            CommitStamp stamp = WriterFactory.stamp(writer);
            this.generation = stamp.generation();
            this.searchers = new Searchers(new Shown(), generation);
            boolean unclean = !StoreLog.isEmpty(logFiles, stamp.log());
            replay();
            if (unclean) {
                commitNow();
                show();
            }
        } catch (IOException | RuntimeException e) {
            writer.rollback();
            throw e;
        }
    }

    /**
     * Opens the index in {@code folder}, which is made when absent.
     *
     * @throws NuriException CONFLICT when another process holds the folder or the index was built with other settings;
     *     CORRUPT, naming the file, when it is damaged
     */
    public static LuceneStore open(Path folder, StoreSettings settings) {
        return open(folder, settings, StoreLog.files(folder));
    }

    /**
     * Opens an index that nobody would miss, such as one that is being built beside another: it has no log, its writes
     * become durable by commits alone, and what is not committed when it is closed is dropped.
     */
    public static LuceneStore openWithoutLog(Path folder, StoreSettings settings) {
        return open(folder, settings, null);
    }

    private static LuceneStore open(Path folder, StoreSettings settings, LogFiles log) {
        try {
            Files.createDirectories(folder);
            return open(FSDirectory.open(folder), folder, settings, log);
        } catch (IOException e) {
            throw StoreErrors.of("open", folder.toString(), e);
        }
    }

    /**
     * Opens the index in {@code directory}.
     *
     * @param folder where free space is measured
     * @param log null for none
     */
    static LuceneStore open(Directory directory, Path folder, StoreSettings settings, LogFiles log) {
        try {
            return new LuceneStore(directory, folder, settings, log);
        } catch (IOException | RuntimeException e) {
            closeQuietly(directory);
            throw StoreErrors.of("open", folder.toString(), e);
        }
    }

    /** Does again what the log says and the index does not hold. */
    private void replay() throws IOException {
        long operations = log.replay(WriterFactory.stamp(writer).log(), new Replay());
        if (operations > 0) {
            LOG.infof("%s: %d writes that were not committed are taken from the log", folder, operations);
        }
    }

    private final class Replay implements Operations.Target {

        @Override
        public void replace(SourceDocument document, List<Passage> passages, float[][] vectors) throws IOException {
            String uri = SourceDocument.sourceUri(document.uri());
            String key = Fields.sourceKey(document.collection(), uri);
            if (!beingRead.knows(key)) {
                sources.get(document.collection(), uri)
                        .filter(SourceRecord::isBegun)
                        .ifPresent(record -> beingRead.recorded(key, record));
            }
            apply(document, passages, vectors);
            uncommitted = true;
        }

        @Override
        public void delete(String documentId) throws IOException {
            uncommitted |= apply(documentId);
        }

        @Override
        public void putSource(SourceRecord source) throws IOException {
            apply(source);
            uncommitted = true;
        }

        @Override
        public void deleteSource(String collection, String uri) throws IOException {
            uncommitted |= applyDeletion(Fields.sourceKey(collection, uri));
        }

        @Override
        public void setReaders(String documentId, SortedSet<String> readers) throws IOException {
            uncommitted |= apply(documentId, readers);
        }

        @Override
        public void setCollectionReaders(String collection, SortedSet<String> readers) throws IOException {
            applyCollection(collection, readers);
            uncommitted = true;
        }

        @Override
        public void show(long shown) {
            generation = Math.max(generation, shown);
        }
    }

    /** Gives out readers of what is durable. */
    private final class Shown implements Searchers.Source {

        @Override
        public IndexWriter writer() {
            return writer;
        }

        @Override
        public long makeDurable() throws IOException {
            awaitWrites();
            long next = generation + 1;
            log.append(Operations.show(next));
            uncommitted = true;
            log.sync();
            generation = next;
            return next;
        }
    }

    @Override
    public void replace(SourceDocument document, List<Passage> passages, float[][] vectors) {
        requireShort(document.uri());
        requireReadable(document.readers());
        requireVectors(passages, vectors);
        write(document.id(), true, () -> {
            apply(document, passages, vectors);
            return Operations.replace(document, passages, vectors);
        });
    }

    private void apply(SourceDocument document, List<Passage> passages, float[][] vectors) throws IOException {
        String key = Fields.sourceKey(document.collection(), SourceDocument.sourceUri(document.uri()));
        List<Document> block = fields.block(document, passages, vectors);
        writer.updateDocuments(new Term(IndexSchema.DOCUMENT_ID, document.id()), block);
        pending.documents.add(document.id());
        pending.documentSources.add(key);
        beingRead.written(key, document.id());
    }

    @Override
    public void delete(String documentId) {
        write(documentId, false, () -> apply(documentId) ? Operations.delete(documentId) : null);
    }

    private boolean apply(String deletedId) throws IOException {
        if (!isThere(deletedId)) {
            return false;
        }
        writer.deleteDocuments(new Term(IndexSchema.DOCUMENT_ID, deletedId));
        pending.markChanged();
        return true;
    }

    @Override
    public void setReaders(String documentId, SortedSet<String> readers) {
        requireReadable(readers);
        write(documentId, false, () -> apply(documentId, readers) ? Operations.setReaders(documentId, readers) : null);
    }

    private boolean apply(String documentId, SortedSet<String> readers) throws IOException {
        if (!isThere(documentId)) {
            return false;
        }
        writer.updateDocValues(new Term(IndexSchema.DOCUMENT_ID, documentId), ReadersField.of(readers));
        pending.markChanged();
        return true;
    }

    private boolean isThere(String documentId) throws IOException {
        return isWritten(documentId) || isVisible(new Term(IndexSchema.DOCUMENT_ID, documentId));
    }

    @Override
    public void setCollectionReaders(String collection, SortedSet<String> readers) {
        requireReadable(readers);
        write(collection, false, () -> {
            applyCollection(collection, readers);
            return Operations.setCollectionReaders(collection, readers);
        });
    }

    private void applyCollection(String collection, SortedSet<String> readers) throws IOException {
        Term term = new Term(Fields.COLLECTION_RECORD, collection);
        if (readers.isEmpty()) {
            writer.deleteDocuments(term);
        } else {
            writer.updateDocument(term, Fields.collection(collection, readers));
        }
        pending.markChanged();
    }

    @Override
    public void putSource(SourceRecord source) {
        requireShort(source.uri());
        requireReadable(source.access().readers());
        source.access().own().values().forEach(this::requireReadable);
        // Small, and wanted most when the disk is nearly full: allowed, as deletes are.
        write(Fields.sourceKey(source.collection(), source.uri()), false, () -> {
            apply(source);
            return Operations.putSource(source);
        });
    }

    private void apply(SourceRecord source) throws IOException {
        String key = Fields.sourceKey(source.collection(), source.uri());
        writer.updateDocument(new Term(Fields.SOURCE_RECORD, key), Fields.source(source));
        pending.sources.put(key, Optional.of(source));
        beingRead.recorded(key, source);
    }

    @Override
    public void deleteSource(String collection, String uri) {
        Lock exclusive = writes.writeLock();
        // It deletes documents too, which other writes may be about.
        write(
                exclusive,
                false,
                () -> applyDeletion(Fields.sourceKey(collection, uri))
                        ? Operations.deleteSource(collection, uri)
                        : null);
    }

    private boolean applyDeletion(String key) throws IOException {
        Term term = new Term(IndexSchema.SOURCE, key);
        if (!sources.isWritten(key) && !isVisible(term)) {
            return false;
        }
        writer.deleteDocuments(term);
        pending.sources.put(key, Optional.empty());
        beingRead.forget(key);
        return true;
    }

    @Override
    public Optional<SourceRecord> source(String collection, String uri) {
        return reading(() -> sources.get(collection, uri));
    }

    @Override
    public List<SourceRecord> sources(Viewer viewer, String collection, String uriPrefix) {
        List<SourceRecord> all = reading(() -> sources.list(collection, uriPrefix));
        if (viewer.readsAll()) {
            return all;
        }
        try (IndexSnapshot snapshot = snapshot(viewer)) {
            return all.stream()
                    .filter(source ->
                            snapshot.allows(source.collection(), source.access().readers()))
                    .toList();
        }
    }

    @Override
    public IndexSnapshot snapshot(Viewer viewer) {
        return reading(() -> new LuceneSnapshot(searchers, views, viewer, settings, folder));
    }

    @Override
    public Embedder embedder() {
        return settings.encoder();
    }

    @Override
    public void sync() {
        if (!log.isKept()) {
            commit();
            return;
        }
        try {
            requireOpen();
            log.sync();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void publish() {
        if (!log.isKept()) {
            commit();
            return;
        }
        try {
            requireOpen();
            log.requireSound();
            show();
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
    }

    /** Makes all so far durable, then visible. */
    private void show() throws IOException {
        synchronized (publishLock) {
            swapPending();
            if (!publishing.isEmpty()) {
                searchers.maybeRefreshBlocking();
                log.sync();
                publishing = new Pending();
            }
        }
    }

    /** Everything written before this is in the reader that follows; what is written after may be or not. */
    private void swapPending() throws IOException {
        exclusively(() -> {
            pending.addOlder(publishing);
            publishing = pending;
            pending = new Pending();
        });
    }

    @Override
    public void commit() {
        commitAbove(0);
    }

    /** Commits with a generation above every one of this index and above {@code other}, that of another. */
    public void commitAfter(long other) {
        commitAbove(other);
    }

    private void commitAbove(long other) {
        synchronized (commitLock) {
            requireOpen();
            try {
                if (!writer.isOpen()) {
                    recover();
                }
                if (!log.isFailed()) {
                    show();
                }
                if (generation <= other && other > 0) {
                    generation = other + 1;
                    uncommitted = true;
                }
                if (uncommitted || log.isFailed()) {
                    commitNow();
                    show();
                }
            } catch (IOException | RuntimeException e) {
                throw failed(e);
            }
        }
    }

    /** Writes everything to the index. Not durable in the log is only what was written after a failure of that. */
    private void commitNow() throws IOException {
        boolean alone = log.isFailed();
        long[] segment = {-1};
        try {
            exclusively(() -> {
                listSourcesBeingRead();
                segment[0] = log.roll();
                uncommitted = false;
                if (alone) {
                    prepareCommit(segment[0]);
                }
            });
            if (!alone) {
                prepareCommit(segment[0]);
                // The commit may hold some of what came after the roll: then the log must hold all of that.
                awaitWrites();
                log.sync();
            }
            writer.commit();
        } catch (IOException | RuntimeException e) {
            uncommitted = true;
            if (segment[0] >= 0 && (alone || log.isFailed())) {
                // What Lucene has in memory is not all in the log: the next commit goes back to what is.
                broken = e;
                writer.rollback();
            }
            throw e;
        }
        log.dropBefore(segment[0]);
    }

    private void prepareCommit(long segment) throws IOException {
        CommitStamp stamp = WriterFactory.stamp(writer).at(generation, segment);
        writer.setLiveCommitData(stamp.userData().entrySet());
        writer.prepareCommit();
    }

    private void listSourcesBeingRead() throws IOException {
        for (SourceRecord source : beingRead.behind()) {
            String key = Fields.sourceKey(source.collection(), source.uri());
            writer.updateDocument(new Term(Fields.SOURCE_RECORD, key), Fields.source(source));
            pending.sources.put(key, Optional.of(source));
        }
    }

    /** Goes back to the last commit with a new writer and does again what the log says. */
    private void recover() throws IOException {
        LOG.warnf("writing to %s failed: back to the last commit and the log", folder);
        exclusively(() -> {
            writer.rollback();
            if (log.isFailed()) {
                log.roll();
            }
            log.sync();
            writer = WriterFactory.open(directory, settings, null);
            broken = null;
            pending = new Pending();
            publishing = new Pending();
            replay();
            uncommitted = true;
        });
    }

    @Override
    public long logBytes() {
        return uncommitted ? Math.max(1, log.writtenBytes()) : 0;
    }

    @Override
    public long sizeBytes() {
        return reading(() -> {
            long size = 0;
            for (String file : directory.listAll()) {
                size += lengthOf(file);
            }
            return size;
        });
    }

    private long lengthOf(String file) throws IOException {
        try {
            return directory.fileLength(file);
        } catch (IOException e) {
            // Merges and commits remove files at any time; one that is gone takes no room.
            LOG.debugf(e, "%s went away while its size was asked", file);
            return 0;
        }
    }

    /**
     * Holds the last commit, after committing all so far; the files it names stay until it is closed.
     *
     * @param after run when it has been closed
     */
    HeldCommit hold(Runnable after) {
        synchronized (commitLock) {
            commit();
            try {
                return HeldCommit.of(WriterFactory.deletions(writer), directory, after);
            } catch (IOException e) {
                throw StoreErrors.of("read", folder, e);
            }
        }
    }

    /** Commits and gives the folder free; what cannot be committed stays in the log. Open snapshots stay readable. */
    @Override
    public void close() {
        synchronized (commitLock) {
            try {
                if (!released && log.isKept()) {
                    commit();
                }
            } catch (NuriException e) {
                LOG.warnf("the last writes to %s stay in its log: %s", folder, e.getMessage());
            } finally {
                released = true;
                abandon();
            }
        }
    }

    /** Gives the folder free as it is, as a process that dies would. */
    void abandon() {
        released = true;
        try {
            IOUtils.close(searchers, writer::rollback, log, directory);
        } catch (IOException e) {
            throw StoreErrors.of("close", folder, e);
        }
    }

    /** Gives the folder free for another writer, while what is committed can still be read. */
    void releaseFolder() {
        synchronized (commitLock) {
            try {
                released = true;
                IOUtils.close(writer::rollback, log);
            } catch (IOException e) {
                throw StoreErrors.of("close", folder, e);
            }
        }
    }

    /** Takes the folder again after {@link #releaseFolder}. */
    void retakeFolder() {
        synchronized (commitLock) {
            try {
                writer = WriterFactory.open(directory, settings, null);
                replay();
                released = false;
            } catch (IOException e) {
                throw StoreErrors.of("reopen", folder, e);
            }
        }
    }

    /** Gives what goes into the log; null when nothing was changed. */
    private interface Write {
        byte[] run() throws IOException;
    }

    private interface Action {
        void run() throws IOException;
    }

    private void write(String what, boolean needsSpace, Write write) {
        synchronized (order[Math.floorMod(what.hashCode(), STRIPES)]) {
            write(writes.readLock(), needsSpace, write);
        }
    }

    private void write(Lock lock, boolean needsSpace, Write write) {
        Exception failure;
        lock.lock();
        try {
            requireOpen();
            log.requireSound();
            if (needsSpace) {
                freeSpace.require();
            }
            byte[] operation = write.run();
            if (operation != null) {
                uncommitted = true;
                log.append(operation);
            }
            return;
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            lock.unlock();
        }
        throw failed(failure);
    }

    private void exclusively(Action action) throws IOException {
        Lock exclusive = writes.writeLock();
        exclusive.lock();
        try {
            action.run();
        } finally {
            exclusive.unlock();
        }
    }

    /** Returns when every write that Lucene has is in the log too. */
    private void awaitWrites() throws IOException {
        exclusively(() -> {});
    }

    private void requireOpen() {
        if (released) {
            throw new IllegalStateException("the store is closed");
        }
    }

    private RuntimeException failed(Exception e) {
        if (released || (e instanceof IllegalStateException && !(e instanceof AlreadyClosedException))) {
            return closed(e);
        }
        if (e instanceof IllegalArgumentException bad) {
            return bad;
        }
        Throwable tragedy = writer.getTragicException() == null ? broken : writer.getTragicException();
        return StoreErrors.of("write", folder, e instanceof AlreadyClosedException && tragedy != null ? tragedy : e);
    }

    private static RuntimeException closed(Exception e) {
        return new IllegalStateException("the store is closed", e);
    }

    private boolean isWritten(String documentId) {
        return pending.documents.contains(documentId) || publishing.documents.contains(documentId);
    }

    private boolean isVisible(Term term) throws IOException {
        return visible(reader -> Lookup.last(reader, term) >= 0);
    }

    /** What is visible of something. */
    interface Seen<T> {
        T from(IndexReader reader) throws IOException;
    }

    <T> T visible(Seen<T> what) throws IOException {
        Searchers.Visible searcher = searchers.acquire();
        try {
            return what.from(searcher.getIndexReader());
        } finally {
            searchers.release(searcher);
        }
    }

    /** What is not visible yet, the newer first. */
    List<Pending> unpublished() {
        Lock shared = writes.readLock();
        shared.lock();
        try {
            return List.of(pending, publishing);
        } finally {
            shared.unlock();
        }
    }

    private interface Reading<T> {
        T get() throws IOException;
    }

    private <T> T reading(Reading<T> what) {
        try {
            return what.get();
        } catch (AlreadyClosedException e) {
            throw closed(e);
        } catch (IOException e) {
            throw StoreErrors.of("read", folder, e);
        }
    }

    private static void requireShort(String uri) {
        if (uri.length() > MAX_URI_CHARS) {
            throw NuriException.invalid("A URI has at most " + MAX_URI_CHARS + " characters, got " + uri.length()
                    + ", beginning with " + uri.substring(0, 100) + ".");
        }
    }

    /** Earlier versions of Nuri, which show everyone everything, still open an index of an older format. */
    private void requireReadable(SortedSet<String> readers) {
        if (!readers.isEmpty() && settings.format() < CommitStamp.FORMAT) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The index has format " + settings.format() + ", in which everyone may read everything: rebuild it"
                            + " with `nuri reindex` before you say who may read what.");
        }
    }

    private void requireVectors(List<Passage> passages, float[][] vectors) {
        if (vectors == null) {
            return;
        }
        if (vectors.length != passages.size()) {
            throw new IllegalArgumentException(
                    "there must be one vector per passage (" + passages.size() + "), got " + vectors.length);
        }
        for (float[] vector : vectors) {
            if (vector != null) {
                VectorCheck.require(vector, settings.dimension());
            }
        }
    }

    private static void closeQuietly(Directory directory) {
        try {
            directory.close();
        } catch (IOException e) {
            LOG.debugf(e, "could not close %s", directory);
        }
    }
}
