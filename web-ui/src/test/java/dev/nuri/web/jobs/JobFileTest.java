package dev.nuri.web.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.web.api.JobView;
import dev.nuri.web.api.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFileTest {

    private static final Path FILE = Path.of("job.json");

    @TempDir
    Path temp;

    private final Job job = new Job(
            "1",
            JobView.INGEST,
            JobView.QUEUED,
            "c",
            List.of("a.txt"),
            true,
            Instant.EPOCH,
            0,
            null,
            null,
            null,
            "key",
            "print",
            null,
            null,
            List.of());

    @Test
    void everyFlippedBitAndEveryCutIsTold() throws IOException {
        byte[] whole = JobFile.encode(job);
        assertThat(JobFile.decode(whole, FILE)).isEqualTo(job);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> JobFile.decode(flipped, FILE))
                    .as("bit %s", bit)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("job.json");
        }
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> JobFile.decode(cut, FILE))
                    .as("length %s", length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void recordWithoutAChecksumIsRead() throws IOException {
        assertThat(JobFile.decode(Json.STRICT.writeValueAsBytes(job), FILE)).isEqualTo(job);
    }

    @Test
    void newerFormatIsRefused() {
        byte[] newer = "nuri-job 2 00000000 2\n{}".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> JobFile.decode(newer, FILE)).hasMessageContaining("newer version");
    }

    @Test
    void damagedJobIsSetAsideAndToldByACheck() throws IOException {
        JobFolder folder = new JobFolder(temp, 0);
        Path sent = Files.writeString(temp.resolve("sent"), "one fish");
        Job kept = folder.create(job, List.of(new Upload(sent, "a.txt", 8)));
        assertThat(folder.load()).containsExactly(kept);
        assertThat(JobsCheck.of(temp).damages()).isEmpty();

        Files.writeString(folder.file(kept, 0), "two fish");
        assertThat(JobsCheck.of(temp).damages()).singleElement().satisfies(d -> assertThat(d.file())
                .endsWith("0"));
        assertThatThrownBy(() -> folder.whole(kept, 0)).hasMessageContaining("send a.txt again");

        Files.writeString(temp.resolve("jobs").resolve("1").resolve("job.json"), "nuri-job");
        assertThat(JobsCheck.of(temp).damages()).hasSize(1);
        assertThat(folder.load()).isEmpty();
        try (Stream<Path> aside = Files.list(temp.resolve("jobs.damaged"))) {
            assertThat(aside).hasSize(1);
        }
        assertThat(JobsCheck.of(temp).damages()).hasSize(1);
    }
}
