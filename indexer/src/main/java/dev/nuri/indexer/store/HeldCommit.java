package dev.nuri.indexer.store;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.index.SnapshotDeletionPolicy;
import org.apache.lucene.store.Directory;

/** A commit whose files stay as they are until this is closed, whatever is written meanwhile. */
public final class HeldCommit implements AutoCloseable {

    private final SnapshotDeletionPolicy deletions;
    private final IndexCommit commit;
    private final Directory directory;
    private final List<String> files;
    private final Runnable after;

    private HeldCommit(SnapshotDeletionPolicy deletions, IndexCommit commit, Directory directory, Runnable after)
            throws IOException {
        this.deletions = deletions;
        this.commit = commit;
        this.directory = directory;
        this.files = sorted(commit.getFileNames());
        this.after = after;
    }

    private static List<String> sorted(Collection<String> names) {
        return names.stream().sorted().toList();
    }

    static HeldCommit of(SnapshotDeletionPolicy deletions, Directory directory, Runnable after) throws IOException {
        return new HeldCommit(deletions, deletions.snapshot(), directory, after);
    }

    /** The names of its files in the index's folder. */
    public List<String> files() {
        return files;
    }

    IndexCommit commit() {
        return commit;
    }

    Directory directory() {
        return directory;
    }

    /** Lets go of the files; those that nothing else needs are removed at the next commit. */
    @Override
    public void close() {
        try {
            deletions.release(commit);
        } catch (IOException e) {
            throw StoreErrors.of("release", directory.toString(), e);
        } finally {
            after.run();
        }
    }
}
