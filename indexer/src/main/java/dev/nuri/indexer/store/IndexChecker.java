package dev.nuri.indexer.store;

import dev.nuri.indexer.Damage;
import dev.nuri.indexer.IndexCheck;
import dev.nuri.indexer.log.LogDamage;
import dev.nuri.indexer.log.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.util.IOUtils;

/**
 * Checks an index from its bytes to what its entries say of each other: the checksum of every file, Lucene's own check of
 * every structure, the log, and the rules that documents, passages, vectors and sources keep to.
 */
public final class IndexChecker {

    /** What to do about a damaged index. */
    public static final String WAY_OUT =
            "restore a backup with `nuri restore`, or remove the folder index and index again";

    private final Path folder;
    private final List<Damage> damages = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long files;
    private long bytes;
    private long logOperations;
    private Consistency entries = new Consistency(damages);

    private IndexChecker(Path folder) {
        this.folder = folder;
    }

    /**
     * Checks the index in a folder that nobody has open.
     *
     * @throws dev.nuri.indexer.NuriException CONFLICT when somebody has
     */
    public static IndexCheck check(Path folder) {
        IndexChecker checker = new IndexChecker(folder);
        if (Files.isDirectory(folder)) {
            checker.closed();
        }
        return checker.report();
    }

    /** Checks a commit of an index that is in use; its log was checked when it was opened. */
    public static IndexCheck check(Path folder, HeldCommit held) {
        IndexChecker checker = new IndexChecker(folder);
        checker.commit(held.directory(), held.commit());
        return checker.report();
    }

    private IndexCheck report() {
        return new IndexCheck(
                files,
                bytes,
                entries.documents(),
                entries.passages(),
                logOperations,
                List.copyOf(damages),
                List.copyOf(notes));
    }

    private void closed() {
        try (Directory directory = FSDirectory.open(folder)) {
            try (Lock _ = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
                Optional<IndexCommit> last = lastCommit(directory);
                if (last.isPresent()) {
                    commit(directory, last.get());
                    log(CommitStamp.of(last.get().getUserData()).log());
                }
            }
        } catch (IOException e) {
            throw StoreErrors.of("check", folder.toString(), e);
        }
    }

    private Optional<IndexCommit> lastCommit(Directory directory) throws IOException {
        try {
            if (DirectoryReader.indexExists(directory)) {
                return Optional.of(DirectoryReader.listCommits(directory).getLast());
            }
            WriterFactory.requireNoRemains(directory);
            notes.add("There is no index in " + folder + ".");
        } catch (IOException | RuntimeException e) {
            damage(
                    folder.toString(),
                    StoreErrors.of("check", folder.toString(), e).getMessage());
        }
        return Optional.empty();
    }

    private void commit(Directory directory, IndexCommit commit) {
        try {
            for (String file : commit.getFileNames().stream().sorted().toList()) {
                file(directory, file);
            }
            if (damages.isEmpty()) {
                structures(directory, commit);
            }
            if (damages.isEmpty()) {
                try (DirectoryReader reader = DirectoryReader.open(commit)) {
                    entries.check(reader);
                }
            }
        } catch (IOException | RuntimeException e) {
            damage(folder.toString(), "cannot be read (" + e.getMessage() + ")");
        }
    }

    private void file(Directory directory, String file) {
        files++;
        try {
            bytes += directory.fileLength(file);
            IndexFiles.verify(directory, file);
        } catch (IOException | RuntimeException e) {
            damage(folder.resolve(file).toString(), "is damaged (" + e.getMessage() + ")");
        }
    }

    /** Lucene's own check, on the files of this commit alone. */
    private void structures(Directory directory, IndexCommit commit) throws IOException {
        List<String> names = commit.getFileNames().stream().sorted().toList();
        Directory one = new FilterDirectory(directory) {
            @Override
            public String[] listAll() {
                return names.toArray(String[]::new);
            }
        };
        // Whoever holds the commit or the folder sees to it that its files stay.
        Lock held = new Lock() {
            @Override
            public void ensureValid() {}

            @Override
            public void close() {}
        };
        CheckIndex check = new CheckIndex(one, held);
        check.setLevel(CheckIndex.Level.MIN_LEVEL_FOR_INTEGRITY_CHECKS);
        CheckIndex.Status status = check.checkIndex();
        if (!status.clean) {
            status.segmentInfos.stream()
                    .filter(segment -> segment.error != null)
                    .forEach(segment ->
                            damage(folder.resolve(segment.name).toString(), "is damaged (" + segment.error + ")"));
            if (damages.isEmpty()) {
                damage(folder.toString(), "has structures that do not fit together");
            }
        }
        IOUtils.close(held);
    }

    private void log(long from) throws IOException {
        try {
            LogReader.Found found = new LogReader(StoreLog.files(folder), from).read(Operations::requireKnown);
            logOperations = found.operations();
            found.tail()
                    .ifPresent(tail -> notes.add("The log ends in bytes that were never acknowledged (" + tail
                            + "); they are passed over."));
            if (found.operations() > 0) {
                notes.add(found.operations() + " writes are in the log and will be in the index after the next start.");
            }
        } catch (LogDamage e) {
            damages.add(new Damage(e.file(), e.what(), StoreErrors.LOG_WAY_OUT));
        }
    }

    private void damage(String file, String what) {
        damages.add(new Damage(file, what, WAY_OUT));
    }
}
