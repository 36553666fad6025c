package dev.nuri.web.jobs;

import dev.nuri.indexer.Damage;
import dev.nuri.web.data.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a check of the accepted jobs found.
 *
 * @param jobs that are kept
 * @param files of them
 * @param bytes of these
 * @param damages what is not as it was written
 */
public record JobsCheck(long jobs, long files, long bytes, List<Damage> damages) {

    private static final String WAY_OUT = "send its files again, or restore a backup with `nuri restore`";

    /** Checks the jobs of a data folder; one that ends meanwhile is passed over. */
    public static JobsCheck of(Path dataDir) {
        Path root = dataDir.resolve("jobs");
        Counts counts = new Counts();
        if (Files.isDirectory(root)) {
            try (Stream<Path> folders = Files.list(root)) {
                for (Path folder : folders.sorted().toList()) {
                    counts.add(folder);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        counts.setAside(dataDir.resolve("jobs.damaged"));
        return new JobsCheck(counts.jobs, counts.files, counts.bytes, List.copyOf(counts.damages));
    }

    private static final class Counts {

        private long jobs;
        private long files;
        private long bytes;
        private final List<Damage> damages = new ArrayList<>();

        void add(Path folder) throws IOException {
            Path record = folder.resolve(JobFolder.RECORD);
            Job job;
            try {
                byte[] content = Files.readAllBytes(record);
                files++;
                bytes += content.length;
                job = JobFile.decode(content, record);
                jobs++;
            } catch (NoSuchFileException e) {
                return;
            } catch (IOException e) {
                damages.add(new Damage(record.toString(), "is damaged", WAY_OUT));
                return;
            }
            for (int i = 0;
                    !job.over() && job.sha256() != null && i < job.sha256().size();
                    i++) {
                upload(folder.resolve(Integer.toString(i)), job.sha256().get(i));
            }
        }

        private void upload(Path file, String sha256) {
            try {
                files++;
                bytes += Files.size(file);
                if (!Sha256.of(file).equals(sha256)) {
                    damages.add(new Damage(file.toString(), "is damaged (it is not what was sent)", WAY_OUT));
                }
            } catch (IOException e) {
                damages.add(new Damage(file.toString(), "cannot be read", WAY_OUT));
            }
        }

        void setAside(Path damaged) {
            if (Files.isDirectory(damaged)) {
                try (Stream<Path> folders = Files.list(damaged)) {
                    folders.sorted()
                            .forEach(folder -> damages.add(new Damage(
                                    folder.toString(),
                                    "holds a job that was damaged and not run",
                                    "send its files again, then remove the folder")));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
