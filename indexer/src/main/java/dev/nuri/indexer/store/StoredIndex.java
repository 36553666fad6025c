package dev.nuri.indexer.store;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.util.IOUtils;

/**
 * The documents and sources of an index as they are stored, whatever analyzers and embedder it was built with. Holds the
 * lock of the index's folder, so that nobody writes to it meanwhile.
 */
public final class StoredIndex implements AutoCloseable {

    private final String folder;
    private final Directory directory;
    private final Lock lock;
    private final DirectoryReader reader;

    private StoredIndex(Path folder) throws IOException {
        this.folder = folder.toString();
        this.directory = FSDirectory.open(folder);
        this.lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME);
        try {
            this.reader = DirectoryReader.open(directory);
            requireReadable();
        } catch (IOException | RuntimeException e) {
            IOUtils.close(lock, directory);
            throw e;
        }
    }

    /**
     * Opens the index in a folder.
     *
     * @throws NuriException NOT_FOUND when there is none, CONFLICT when another process holds it or a newer version
     *     wrote it, CORRUPT when it is damaged
     */
    public static StoredIndex open(Path folder) {
        try {
            return new StoredIndex(folder);
        } catch (IndexNotFoundException e) {
            throw new NuriException(ErrorCode.NOT_FOUND, "There is no index in " + folder + ".", e);
        } catch (IOException e) {
            throw StoreErrors.of("open", folder.toString(), e);
        }
    }

    private void requireReadable() throws IOException {
        int format = CommitStamp.of(reader.getIndexCommit().getUserData()).format();
        if (format > CommitStamp.FORMAT) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The index in " + folder + " has format " + format + " and this version of Nuri reads up to "
                            + CommitStamp.FORMAT + ": use the newer version that wrote it.");
        }
    }

    /** How many documents there are. */
    public long documentCount() {
        try {
            long[] count = {0};
            Lookup.each(reader, kind(IndexSchema.KIND_DOCUMENT), _ -> count[0]++);
            return count[0];
        } catch (IOException e) {
            throw StoreErrors.of("read", folder, e);
        }
    }

    /** Gives every document, text included, to {@code action}. */
    public void forEachDocument(Consumer<SourceDocument> action) {
        forEach(IndexSchema.KIND_DOCUMENT, true, entry -> action.accept(entry.document()));
    }

    /** Gives the record of every source to {@code action}. */
    public void forEachSource(Consumer<SourceRecord> action) {
        forEach(IndexSchema.KIND_SOURCE, false, entry -> action.accept(entry.source()));
    }

    private interface EntryAction {
        void accept(StoredEntry entry) throws IOException;
    }

    private void forEach(String kind, boolean wantsText, EntryAction action) {
        try {
            StoredFields fields = reader.storedFields();
            Lookup.each(reader, kind(kind), docId -> action.accept(StoredEntry.read(fields, docId, wantsText)));
        } catch (IOException e) {
            throw StoreErrors.of("read", folder, e);
        }
    }

    private static Term kind(String kind) {
        return new Term(IndexSchema.KIND, kind);
    }

    @Override
    public void close() {
        try {
            IOUtils.close(reader, lock, directory);
        } catch (IOException e) {
            throw StoreErrors.of("close", folder, e);
        }
    }
}
