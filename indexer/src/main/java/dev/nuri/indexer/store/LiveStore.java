package dev.nuri.indexer.store;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.Touched;
import dev.nuri.indexer.Viewer;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * A store that goes on with another index while it is open. Until then it notes what is written, so that a copy of the
 * index can catch up. A snapshot is of one index and shows that index's embedder; generations go on growing.
 *
 * <p>Why nothing is lost: a write and the note of it are one step to whoever takes the notes ({@link #take}), so a
 * snapshot after the taking and a publishing shows every write noted in what was taken; and at the change-over nobody writes.
 */
public final class LiveStore implements PassageStore {

    private static final Logger LOG = Logger.getLogger(LiveStore.class);

    private static final int MAX_HOLDERS = 1_000;

    private final IndexFolders folders;

    /** Shared by writes, publishing and commits, exclusive for what they must not overlap. */
    private final ReadWriteLock change = new ReentrantReadWriteLock();

    /** One is taken by who holds a commit, all by who puts another index in the place of this one. */
    private final Semaphore holders = new Semaphore(MAX_HOLDERS, true);

    private volatile LuceneStore current;
    /** What was written since it was last taken; null while nobody copies. */
    private Touched touched;

    /** A store that begins with {@code first}, the index of {@code folders}, which it closes. */
    public LiveStore(IndexFolders folders, LuceneStore first) {
        this.folders = folders;
        this.current = first;
    }

    /** Where its index is. */
    public IndexFolders folders() {
        return folders;
    }

    /** Begins to note what is written. */
    public void follow() {
        exclusively(() -> touched = new Touched());
    }

    /** Ends noting. */
    public void unfollow() {
        exclusively(() -> touched = null);
    }

    /** What was written since {@link #follow} or the last taking; the next snapshot after a publishing shows all of it. */
    public Touched take() {
        Touched[] taken = new Touched[1];
        exclusively(() -> {
            taken[0] = touched;
            touched = new Touched();
        });
        return taken[0];
    }

    /**
     * Goes on with the index that was built beside the present one. When this throws, the present one stays.
     *
     * @param next the new index, which this closes
     * @param settings of the new index
     * @param catchUp brings {@code next} up to date with what is left; all of that is committed here
     */
    public void changeOver(LuceneStore next, StoreSettings settings, Consumer<Touched> catchUp) {
        LuceneStore old = current;
        holders.acquireUninterruptibly(MAX_HOLDERS);
        try {
            exclusively(() -> {
                old.commit();
                catchUp.accept(touched);
                next.commitAfter(generation(old));
                next.close();
                current = exchanged(old, settings);
                touched = null;
            });
        } finally {
            holders.release(MAX_HOLDERS);
        }
        closeQuietly(old);
    }

    private LuceneStore exchanged(LuceneStore old, StoreSettings settings) {
        old.releaseFolder();
        try {
            folders.swap();
            return LuceneStore.open(folders.index(), settings);
        } catch (RuntimeException | Error e) {
            folders.unswap();
            old.retakeFolder();
            throw e;
        }
    }

    private static long generation(LuceneStore store) {
        try (IndexSnapshot snapshot = store.snapshot(Viewer.OPERATOR)) {
            return snapshot.generation();
        }
    }

    /** The old index is not needed any more; what cannot be removed now is removed at the next start. */
    private void closeQuietly(LuceneStore old) {
        try {
            old.close();
            folders.dropOld();
        } catch (NuriException e) {
            LOG.warn(e.getMessage());
        }
    }

    private void exclusively(Runnable action) {
        Lock exclusive = change.writeLock();
        exclusive.lock();
        try {
            action.run();
        } finally {
            exclusive.unlock();
        }
    }

    private void writing(Consumer<LuceneStore> write, Consumer<Touched> note) {
        Lock shared = change.readLock();
        shared.lock();
        try {
            write.accept(current);
        } finally {
            // A write that failed may have been done in part.
            if (touched != null) {
                note.accept(touched);
            }
            shared.unlock();
        }
    }

    @Override
    public void replace(SourceDocument document, List<Passage> passages, float[][] vectors) {
        writing(store -> store.replace(document, passages, vectors), notes -> {
            notes.document(document.id());
            // Its record may come to list the document without being written again.
            notes.record(document.collection(), SourceDocument.sourceUri(document.uri()));
        });
    }

    @Override
    public void delete(String documentId) {
        writing(store -> store.delete(documentId), notes -> notes.document(documentId));
    }

    @Override
    public void delete(String documentId, SourceRecord source) {
        writing(store -> store.delete(documentId, source), notes -> {
            notes.document(documentId);
            notes.record(source.collection(), source.uri());
        });
    }

    @Override
    public void putSource(SourceRecord source) {
        writing(store -> store.putSource(source), notes -> notes.record(source.collection(), source.uri()));
    }

    @Override
    public void deleteSource(String collection, String uri) {
        writing(store -> store.deleteSource(collection, uri), notes -> notes.deletedSource(collection, uri));
    }

    @Override
    public void setReaders(String documentId, SortedSet<String> readers) {
        writing(store -> store.setReaders(documentId, readers), notes -> notes.document(documentId));
    }

    @Override
    public void setReaders(String documentId, SortedSet<String> readers, SourceRecord source) {
        writing(store -> store.setReaders(documentId, readers, source), notes -> {
            notes.document(documentId);
            notes.record(source.collection(), source.uri());
        });
    }

    @Override
    public void setCollectionReaders(String collection, SortedSet<String> readers) {
        writing(store -> store.setCollectionReaders(collection, readers), notes -> notes.collection(collection));
    }

    @Override
    public void setCollectionQuota(String collection, Quota quota) {
        writing(store -> store.setCollectionQuota(collection, quota), notes -> notes.collection(collection));
    }

    @Override
    public void requireRoom(String collection) {
        writing(store -> store.requireRoom(collection), _ -> {});
    }

    @Override
    public void sync() {
        writing(LuceneStore::sync, _ -> {});
    }

    @Override
    public void publish() {
        writing(LuceneStore::publish, _ -> {});
    }

    @Override
    public void commit() {
        writing(LuceneStore::commit, _ -> {});
    }

    /**
     * Holds the last commit of the present index, after committing all so far. No other index takes its place until it is
     * let go.
     *
     * @return whose closing lets go
     */
    public HeldCommit hold() {
        holders.acquireUninterruptibly();
        try {
            HeldCommit[] held = new HeldCommit[1];
            writing(store -> held[0] = store.hold(holders::release), _ -> {});
            return held[0];
        } catch (RuntimeException e) {
            holders.release();
            throw e;
        }
    }

    /** Returns when nobody holds a commit. */
    public void awaitHolders() {
        holders.acquireUninterruptibly(MAX_HOLDERS);
        holders.release(MAX_HOLDERS);
    }

    @Override
    public long logBytes() {
        return current.logBytes();
    }

    @Override
    public IndexSnapshot snapshot(Viewer viewer) {
        return reading(store -> store.snapshot(viewer));
    }

    @Override
    public Optional<SourceRecord> source(String collection, String uri) {
        return reading(store -> store.source(collection, uri));
    }

    @Override
    public List<SourceRecord> sources(Viewer viewer, String collection, String uriPrefix) {
        return reading(store -> store.sources(viewer, collection, uriPrefix));
    }

    @Override
    public Embedder embedder() {
        return current.embedder();
    }

    @Override
    public long sizeBytes() {
        return reading(LuceneStore::sizeBytes);
    }

    /** Readers never wait for a change-over: one that comes upon the old index as it closes reads the new one. */
    private <T> T reading(Function<LuceneStore, T> what) {
        while (true) {
            LuceneStore store = current;
            try {
                return what.apply(store);
            } catch (IllegalStateException e) {
                if (store == current) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        exclusively(() -> current.close());
    }
}
