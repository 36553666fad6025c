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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.IOUtils;
import org.jboss.logging.Logger;

/**
 * A {@link PassageStore} in one Lucene index. Readers open commits only, never what the writer has not committed; what
 * was recorded of sources since the last commit is kept in memory beside it.
 *
 * <p>A write that fails in a way that leaves Lucene's writer unusable (a full disk) loses all since the last commit.
 * Every write then fails the same way until {@link #commit()} has been called and has failed too, so that nobody writes
 * the second half of something whose first half is lost; after that a new writer goes on from the last commit.
 */
public final class LuceneStore implements PassageStore {

    private static final Logger LOG = Logger.getLogger(LuceneStore.class);

    /** Length limit of Lucene's exact terms, less room for the collection. */
    private static final int MAX_URI_CHARS = 10_000;

    private final Directory directory;
    private final StoreSettings settings;
    private final String folder;
    private final FreeSpace freeSpace;
    private final Fields fields;
    private final SearcherManager searchers;
    private final SourceLookup sources;
    private final Views views = new Views();

    /** Shared by writes, exclusive for swapping {@link #pending} and {@link #writer}. */
    private final ReadWriteLock swap = new ReentrantReadWriteLock();

    private final Object commitLock = new Object();

    private volatile IndexWriter writer;
    private volatile Pending pending = new Pending();
    /** What the commit under way writes; empty when none is. */
    private volatile Pending committing = new Pending();

    private LuceneStore(Directory directory, Path folder, StoreSettings settings) throws IOException {
        this.directory = directory;
        this.settings = settings;
        this.folder = folder.toString();
        this.freeSpace = new FreeSpace(folder, settings.minFreeDiskBytes());
        this.fields = new Fields(settings.keyOf(), settings.analyzer());
        this.writer = WriterFactory.open(directory, settings);
        try {
            this.searchers = new SearcherManager(directory, new Searchers());
        } catch (IOException | RuntimeException e) {
            writer.rollback();
            throw e;
        }
        this.sources = new SourceLookup(this);
    }

    /**
     * Opens the index in {@code folder}, which is made when absent.
     *
     * @throws NuriException CONFLICT when another process holds the folder or the index was built with other settings;
     *     CORRUPT, naming the file, when it is damaged
     */
    public static LuceneStore open(Path folder, StoreSettings settings) {
        try {
            Files.createDirectories(folder);
            return open(FSDirectory.open(folder), folder, settings);
        } catch (IOException e) {
            throw StoreErrors.of("open", folder.toString(), e);
        }
    }

    /** Opens the index in {@code directory}; {@code folder} is where free space is measured. */
    static LuceneStore open(Directory directory, Path folder, StoreSettings settings) {
        try {
            return new LuceneStore(directory, folder, settings);
        } catch (IOException | RuntimeException e) {
            closeQuietly(directory);
            throw StoreErrors.of("open", folder.toString(), e);
        }
    }

    @Override
    public void replace(SourceDocument document, List<Passage> passages, float[][] vectors) {
        requireShort(document.uri());
        requireReadable(document.readers());
        requireVectors(passages, vectors);
        write(true, into -> {
            List<Document> block = fields.block(document, passages, vectors);
            writer.updateDocuments(new Term(IndexSchema.DOCUMENT_ID, document.id()), block);
            into.documents.add(document.id());
            into.documentSources.add(Fields.sourceKey(document.collection(), SourceDocument.sourceUri(document.uri())));
        });
    }

    @Override
    public void delete(String documentId) {
        Term term = new Term(IndexSchema.DOCUMENT_ID, documentId);
        write(false, into -> {
            if (isWritten(documentId) || isCommitted(term)) {
                writer.deleteDocuments(term);
                into.markChanged();
            }
        });
    }

    @Override
    public void setReaders(String documentId, SortedSet<String> readers) {
        requireReadable(readers);
        Term term = new Term(IndexSchema.DOCUMENT_ID, documentId);
        write(false, into -> {
            if (isWritten(documentId) || isCommitted(term)) {
                writer.updateDocValues(term, ReadersField.of(readers));
                into.markChanged();
            }
        });
    }

    @Override
    public void setCollectionReaders(String collection, SortedSet<String> readers) {
        requireReadable(readers);
        Term term = new Term(Fields.COLLECTION_RECORD, collection);
        write(false, into -> {
            if (readers.isEmpty()) {
                writer.deleteDocuments(term);
            } else {
                writer.updateDocument(term, Fields.collection(collection, readers));
            }
            into.markChanged();
        });
    }

    @Override
    public void putSource(SourceRecord source) {
        requireShort(source.uri());
        requireReadable(source.access().readers());
        source.access().own().values().forEach(this::requireReadable);
        String key = Fields.sourceKey(source.collection(), source.uri());
        // Small, and wanted most when the disk is nearly full: allowed, as deletes are.
        write(false, into -> {
            writer.updateDocument(new Term(Fields.SOURCE_RECORD, key), Fields.source(source));
            into.sources.put(key, Optional.of(source));
        });
    }

    @Override
    public void deleteSource(String collection, String uri) {
        String key = Fields.sourceKey(collection, uri);
        Term term = new Term(IndexSchema.SOURCE, key);
        write(false, into -> {
            if (sources.isWritten(key) || isCommitted(term)) {
                writer.deleteDocuments(term);
                into.sources.put(key, Optional.empty());
            }
        });
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
                    .filter(source -> snapshot.allows(source.collection(), source.access().readers()))
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
    public void commit() {
        synchronized (commitLock) {
            swapPending();
            if (committing.isEmpty() && writer.isOpen()) {
                return;
            }
            commit(WriterFactory.stamp(writer).generation() + 1);
        }
    }

    /** Commits with a generation above every one of this index and above {@code other}, that of another. */
    public void commitAfter(long other) {
        synchronized (commitLock) {
            swapPending();
            commit(1 + Math.max(other, WriterFactory.stamp(writer).generation()));
        }
    }

    private void commit(long generation) {
        synchronized (commitLock) {
            try {
                CommitStamp stamp = WriterFactory.stamp(writer);
                writer.setLiveCommitData(stamp.at(generation).userData().entrySet());
                writer.commit();
                searchers.maybeRefreshBlocking();
            } catch (IOException | RuntimeException e) {
                RuntimeException failure = failed(e);
                replaceBrokenWriter();
                throw failure;
            }
            committing = new Pending();
        }
    }

    /** Everything written before this is in the commit that follows; what is written after may be or not. */
    private void swapPending() {
        Lock exclusive = swap.writeLock();
        exclusive.lock();
        try {
            pending.addOlder(committing);
            committing = pending;
            pending = new Pending();
        } finally {
            exclusive.unlock();
        }
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

    /** Drops what was not committed and gives the folder free. Open snapshots stay readable. */
    @Override
    public void close() {
        synchronized (commitLock) {
            try {
                IOUtils.close(searchers, writer::rollback, directory);
            } catch (IOException e) {
                throw StoreErrors.of("close", folder, e);
            }
        }
    }

    /** Gives the folder free for another writer, while what is committed can still be read. */
    void releaseFolder() {
        synchronized (commitLock) {
            try {
                writer.rollback();
            } catch (IOException e) {
                throw StoreErrors.of("close", folder, e);
            }
        }
    }

    /** Takes the folder again after {@link #releaseFolder}. */
    void retakeFolder() {
        synchronized (commitLock) {
            try {
                writer = WriterFactory.open(directory, settings);
            } catch (IOException e) {
                throw StoreErrors.of("reopen", folder, e);
            }
        }
    }

    private interface Write {
        void into(Pending pending) throws IOException;
    }

    private void write(boolean needsSpace, Write write) {
        Lock shared = swap.readLock();
        Exception failure;
        shared.lock();
        try {
            if (needsSpace) {
                freeSpace.require();
            }
            write.into(pending);
            return;
        } catch (IOException | RuntimeException e) {
            failure = e;
        } finally {
            shared.unlock();
        }
        throw failed(failure);
    }

    private RuntimeException failed(Exception e) {
        IndexWriter broken = writer;
        Throwable tragedy = broken.getTragicException();
        if (!broken.isOpen() && tragedy == null) {
            return closed(e);
        }
        if (e instanceof IllegalArgumentException bad) {
            return bad;
        }
        return StoreErrors.of("write", folder, e instanceof AlreadyClosedException ? tragedy : e);
    }

    private static RuntimeException closed(Exception e) {
        return new IllegalStateException("the store is closed", e);
    }

    /** Goes back to the last commit with a new writer when the present one broke. */
    private void replaceBrokenWriter() {
        Lock exclusive = swap.writeLock();
        exclusive.lock();
        try {
            Throwable tragedy = writer.getTragicException();
            if (writer.isOpen() || tragedy == null) {
                return;
            }
            LOG.warnf("writing to %s failed (%s): back to the last commit", folder, tragedy);
            pending = new Pending();
            committing = new Pending();
            writer = WriterFactory.open(directory, settings);
        } catch (IOException e) {
            throw StoreErrors.of("reopen", folder, e);
        } finally {
            exclusive.unlock();
        }
    }

    private boolean isWritten(String documentId) {
        return pending.documents.contains(documentId) || committing.documents.contains(documentId);
    }

    private boolean isCommitted(Term term) throws IOException {
        return committed(reader -> Lookup.last(reader, term) >= 0);
    }

    /** What a commit holds of something. */
    interface Committed<T> {
        T from(IndexReader reader) throws IOException;
    }

    <T> T committed(Committed<T> what) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return what.from(searcher.getIndexReader());
        } finally {
            searchers.release(searcher);
        }
    }

    /** What no commit holds yet, the newer first. */
    List<Pending> uncommitted() {
        Lock shared = swap.readLock();
        shared.lock();
        try {
            return List.of(pending, committing);
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
