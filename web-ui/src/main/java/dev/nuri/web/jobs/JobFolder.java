package dev.nuri.web.jobs;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.data.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Jobs on disk: {@code jobs/ID/job.json}, and beside it the uploaded bytes as {@code 0}, {@code 1}, ... Whatever
 * {@link #create} or {@link #update} returned from survives a crash.
 */
final class JobFolder {

    private static final Logger LOG = Logger.getLogger(JobFolder.class);
    static final String RECORD = "job.json";

    private final Path root;
    /** Where jobs go that cannot be read. */
    private final Path damaged;

    private final long minFreeBytes;

    JobFolder(Path dataDir, long minFreeBytes) {
        this.root = dataDir.resolve("jobs");
        this.damaged = dataDir.resolve("jobs.damaged");
        this.minFreeBytes = minFreeBytes;
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Keeps a new job and takes over its files.
     *
     * @return the job with their hashes
     */
    Job create(Job job, List<Upload> uploads) {
        Path folder = root.resolve(job.id());
        try {
            if (Files.getFileStore(root).getUsableSpace() < minFreeBytes) {
                throw full(null);
            }
            Files.createDirectories(folder);
            List<String> hashes = new ArrayList<>();
            for (int i = 0; i < uploads.size(); i++) {
                Path kept = folder.resolve(Integer.toString(i));
                Files.move(uploads.get(i).file(), kept);
                sync(kept);
                hashes.add(Sha256.of(kept));
            }
            Job whole = job.withFiles(hashes);
            write(whole);
            sync(folder);
            sync(root);
            return whole;
        } catch (IOException e) {
            delete(folder);
            throw full(e);
        }
    }

    /** Replaces what is kept of a job. */
    void update(Job job) {
        try {
            write(job);
        } catch (IOException e) {
            throw full(e);
        }
    }

    private NuriException full(IOException cause) {
        String message = cause == null || cause.getMessage() == null ? "too little space is left" : cause.getMessage();
        return new NuriException(
                ErrorCode.DISK_FULL,
                "The job cannot be kept in " + root + " (" + message + "): make room there.",
                cause);
    }

    private void write(Job job) throws IOException {
        Path folder = root.resolve(job.id());
        Path next = folder.resolve(RECORD + ".new");
        Files.write(next, JobFile.encode(job));
        sync(next);
        Files.move(next, folder.resolve(RECORD), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
    }

    /** The jobs kept, oldest first; what was never accepted is removed, and what cannot be read is set aside. */
    List<Job> load() {
        List<Job> jobs = new ArrayList<>();
        try (Stream<Path> folders = Files.list(root)) {
            for (Path folder : folders.toList()) {
                load(folder, jobs);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        jobs.sort(Comparator.comparing(Job::created).thenComparing(Job::id));
        return jobs;
    }

    private void load(Path folder, List<Job> jobs) throws IOException {
        Path record = folder.resolve(RECORD);
        if (!Files.exists(record)) {
            // A record is put in its place whole before a job is accepted.
            LOG.infof("Removing %s, which was never accepted as a job", folder);
            delete(folder);
            return;
        }
        try {
            jobs.add(JobFile.decode(Files.readAllBytes(record), record));
        } catch (IOException e) {
            Files.createDirectories(damaged);
            Path aside = damaged.resolve(folder.getFileName() + "-" + System.currentTimeMillis());
            Files.move(folder, aside);
            LOG.errorf(
                    "%s: the job was not run and its folder is now %s; send its files again, or restore a backup.",
                    e.getMessage(), aside);
        }
    }

    /** An uploaded file of a job. */
    Path file(Job job, int index) {
        return root.resolve(job.id()).resolve(Integer.toString(index));
    }

    /**
     * An uploaded file of a job, whose bytes are those that came.
     *
     * @throws NuriException CORRUPT when they are not
     */
    Path whole(Job job, int index) {
        Path file = file(job, index);
        try {
            if (job.sha256() != null
                    && index < job.sha256().size()
                    && !Sha256.of(file).equals(job.sha256().get(index))) {
                throw new NuriException(
                        ErrorCode.CORRUPT,
                        "The upload " + file + " is damaged: send "
                                + job.targets().get(index) + " again.");
            }
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.CORRUPT,
                    "The upload " + file + " cannot be read (" + e.getMessage() + "): send "
                            + job.targets().get(index) + " again.",
                    e);
        }
        return file;
    }

    /** Removes the uploaded bytes of a job. */
    void dropFiles(Job job) {
        for (int i = 0; job.upload() && i < job.targets().size(); i++) {
            delete(file(job, i));
        }
    }

    /** Forgets a job. */
    void delete(Job job) {
        delete(root.resolve(job.id()));
    }

    private static void delete(Path path) {
        try (Stream<Path> tree = Files.walk(path)) {
            for (Path p : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(p);
            }
        } catch (IOException e) {
            LOG.warnf("%s cannot be removed: %s", path, e.getMessage());
        }
    }

    /** Forces a file or a folder's entries to the disk. */
    private static void sync(Path path) throws IOException {
        boolean folder = Files.isDirectory(path);
        if (folder && System.getProperty("os.name").startsWith("Windows")) {
            return;
        }
        try (FileChannel channel =
                FileChannel.open(path, folder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
