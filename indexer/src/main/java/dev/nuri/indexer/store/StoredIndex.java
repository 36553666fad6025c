package dev.nuri.indexer.store;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.SegmentInfos;
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
    private final long generation;

    private StoredIndex(Path folder) throws IOException {
        this.folder = folder.toString();
        this.directory = FSDirectory.open(folder);
        this.lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME);
        try {
            this.reader = DirectoryReader.open(directory);
            this.generation = requireReadable().generation();
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

    /**
     * Passes when nobody has the index in a folder open.
     *
     * @throws NuriException CONFLICT when somebody has
     */
    public static void requireFree(Path folder) {
        if (Files.isDirectory(folder)) {
            try (Directory directory = FSDirectory.open(folder)) {
                directory.obtainLock(IndexWriter.WRITE_LOCK_NAME).close();
            } catch (IOException e) {
                throw StoreErrors.of("open", folder.toString(), e);
            }
        }
    }

    /** Whether something was written to the index in a folder that its last commit does not hold. */
    public static boolean hasLog(Path folder) {
        try (Directory directory = FSDirectory.open(folder)) {
            return DirectoryReader.indexExists(directory)
                    && !StoreLog.isEmpty(
                            StoreLog.files(folder),
                            CommitStamp.of(SegmentInfos.readLatestCommit(directory)
                                            .getUserData())
                                    .log());
        } catch (IOException e) {
            throw StoreErrors.of("open", folder.toString(), e);
        }
    }

    private CommitStamp requireReadable() throws IOException {
        CommitStamp stamp = CommitStamp.of(reader.getIndexCommit().getUserData());
        if (stamp.format() > CommitStamp.FORMAT) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The index in " + folder + " has format " + stamp.format()
                            + " and this version of Nuri reads up to " + CommitStamp.FORMAT
                            + ": use the newer version that wrote it.");
        }
        return stamp;
    }

    /** What it holds; readable until this is closed. */
    public StoredContent content() {
        return new StoredContent(reader, folder);
    }

    /** The generation of its last commit. */
    public long generation() {
        return generation;
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
