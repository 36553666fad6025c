package dev.nuri.indexer.store;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Quota;
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
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
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

    private static final int STRIPES = 64;

    private final Directory directory;
    private final StoreSettings settings;
    private final String folder;
    private final FreeSpace freeSpace;
    private final WriteRules rules;
    private final Changes changes;
    private final StoreLog log;
    private final Searchers searchers;
    private final Views views = new Views();
    private final Quotas quotas = new Quotas();

    /** Shared by writes, exclusive for what no write may be half done at. */
    private final ReadWriteLock writes = new ReentrantReadWriteLock();

    /** Held by the writes of a document or source: its writes are done and logged in one order. */
    private final Object[] order = Stream.generate(Object::new).limit(STRIPES).toArray();

    private final Object commitLock = new Object();
    /** Taken after {@link #commitLock}. */
    private final Object publishLock = new Object();

    private volatile IndexWriter writer;
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
        this.rules = new WriteRules(settings);
        this.changes = new Changes(new Live(), new Fields(settings.keyOf(), settings.analyzer()), quotas);
        this.log = logFiles == null ? StoreLog.none() : StoreLog.in(logFiles);
        IndexFiles.verifyAtStart(directory, logFiles);
        this.writer = WriterFactory.open(directory, settings, logFiles);
        try {
            CommitStamp stamp = WriterFactory.stamp(writer);
            this.generation = stamp.generation();
            this.searchers = new Searchers(new Shown(), generation);
            boolean unclean = !StoreLog.isEmpty(logFiles, stamp.log());
            replay();
            if (unclean) {
                commitNow(false);
                show();
            }
            countQuotas();
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
        quotas.clear();
        Replay again = new Replay(changes);
        long operations = log.replay(WriterFactory.stamp(writer).log(), again);
        uncommitted |= again.changedSomething();
        generation = Math.max(generation, again.shown());
        if (operations > 0) {
            LOG.infof("%s: %d writes that were not committed are taken from the log", folder, operations);
        }
    }

    /** Takes the quotas from all that was written. An index that is built beside another refuses nothing. */
    private void countQuotas() throws IOException {
        if (log.isKept()) {
            try (DirectoryReader written = DirectoryReader.open(writer)) {
                quotas.load(written);
            }
        }
    }

    /** What changes are made in. */
    private final class Live implements Changes.Index {

        @Override
        public IndexWriter writer() {
            return writer;
        }

        @Override
        public <T> T visible(Changes.Seen<T> what) throws IOException {
            Searchers.Visible searcher = searchers.acquire();
            try {
                return what.from(searcher.getIndexReader());
            } finally {
                searchers.release(searcher);
            }
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
        rules.check(document, passages, vectors);
        write(document.id(), true, () -> {
            changes.replace(document, passages, vectors);
            return Operations.replace(document, passages, vectors);
        });
    }

    @Override
    public void delete(String documentId) {
        write(documentId, false, () -> changes.delete(documentId) ? Operations.delete(documentId) : null);
    }

    @Override
    public void setReaders(String documentId, SortedSet<String> readers) {
        rules.check(readers);
        write(
                documentId,
                false,
                () -> changes.setReaders(documentId, readers) ? Operations.setReaders(documentId, readers) : null);
    }

    @Override
    public void setReaders(String documentId, SortedSet<String> readers, SourceRecord source) {
        rules.check(readers);
        rules.check(source);
        write(documentId, source, () -> {
            boolean there = changes.setReaders(documentId, readers);
            changes.putSource(source);
            return there ? Operations.setReaders(documentId, readers, source) : Operations.putSource(source);
        });
    }

    @Override
    public void delete(String documentId, SourceRecord source) {
        rules.check(source);
        write(documentId, source, () -> {
            changes.delete(documentId, source);
            return Operations.delete(documentId, source);
        });
    }

    @Override
    public void setCollectionReaders(String collection, SortedSet<String> readers) {
        rules.check(readers);
        write(collection, false, () -> {
            changes.setCollectionReaders(collection, readers);
            return Operations.setCollectionReaders(collection, readers);
        });
    }

    @Override
    public void setCollectionQuota(String collection, Quota quota) {
        rules.check(quota);
        // Nobody writes while what is there is counted.
        write(writes.writeLock(), false, () -> {
            changes.setCollectionQuota(collection, quota);
            if (log.isKept()) {
                try (DirectoryReader written = DirectoryReader.open(writer)) {
                    quotas.set(collection, quota, written);
                }
            }
            return Operations.setCollectionQuota(collection, quota);
        });
    }

    @Override
    public void requireRoom(String collection) {
        quotas.requireRoom(collection);
    }

    @Override
    public void putSource(SourceRecord source) {
        rules.check(source);
        // Small, and wanted most when the disk is nearly full: allowed, as deletes are.
        write(Fields.sourceKey(source.collection(), source.uri()), false, () -> {
            changes.putSource(source);
            return Operations.putSource(source);
        });
    }

    @Override
    public void deleteSource(String collection, String uri) {
        Lock exclusive = writes.writeLock();
        // It deletes documents too, which other writes may be about.
        write(
                exclusive,
                false,
                () -> changes.deleteSource(collection, uri) ? Operations.deleteSource(collection, uri) : null);
    }

    @Override
    public Optional<SourceRecord> source(String collection, String uri) {
        return reading(() -> changes.sources().get(collection, uri));
    }

    @Override
    public List<SourceRecord> sources(Viewer viewer, String collection, String uriPrefix) {
        List<SourceRecord> all = reading(() -> changes.sources().list(collection, uriPrefix));
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
            // Everything written before this is in the reader that follows; what is written after may be or not.
            exclusively(changes::publishing);
            if (!changes.isNothingToPublish()) {
                searchers.maybeRefreshBlocking();
                log.sync();
                changes.published();
            }
        }
    }

    @Override
    public void commit() {
        commitAbove(0, false);
    }

    /** Commits with a generation above every one of this index and above {@code other}, that of another. */
    public void commitAfter(long other) {
        commitAbove(other, false);
    }

    /** @param whole whether the commit is to hold every write whole without the log */
    private void commitAbove(long other, boolean whole) {
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
                    commitNow(whole);
                    show();
                }
            } catch (IOException | RuntimeException e) {
                throw failed(e);
            }
        }
    }

    /**
     * Writes everything to the index. Not durable in the log is only what was written after a failure of that.
     *
     * @param whole whether writers wait meanwhile; otherwise the commit may hold half of what they write, and the log all
     */
    private void commitNow(boolean whole) throws IOException {
        boolean alone = log.isFailed();
        long[] segment = {-1};
        try {
            exclusively(() -> {
                changes.listSourcesBeingRead();
                segment[0] = log.roll();
                uncommitted = false;
                if (alone || whole) {
                    prepareCommit(segment[0]);
                }
            });
            if (!alone && !whole) {
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
            changes.dropped();
            replay();
            countQuotas();
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
     * Holds a commit of all so far, every write of it whole; the files it names stay until it is closed.
     *
     * @param after run when it has been closed
     */
    HeldCommit hold(Runnable after) {
        synchronized (commitLock) {
            // What is not uncommitted came before the last commit began, or it would be.
            commitAbove(0, true);
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
                countQuotas();
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
        synchronized (order[stripe(what)]) {
            write(writes.readLock(), needsSpace, write);
        }
    }

    /** A write about a document and its source. */
    private void write(String documentId, SourceRecord source, Write write) {
        int one = stripe(documentId);
        int other = stripe(Fields.sourceKey(source.collection(), source.uri()));
        // The lower first, whoever takes both.
        synchronized (order[Math.min(one, other)]) {
            synchronized (order[Math.max(one, other)]) {
                write(writes.readLock(), false, write);
            }
        }
    }

    private static int stripe(String what) {
        return Math.floorMod(what.hashCode(), STRIPES);
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

    private static void closeQuietly(Directory directory) {
        try {
            directory.close();
        } catch (IOException e) {
            LOG.debugf(e, "could not close %s", directory);
        }
    }
}
