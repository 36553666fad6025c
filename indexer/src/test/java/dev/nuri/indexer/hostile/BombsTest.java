package dev.nuri.indexer.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.Seeds;
import dev.nuri.indexer.TextExtractor;
import dev.nuri.indexer.TextExtractors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every bomb is reported within its bounds, and the processes go on reading. The usual run takes some of them, others
 * each time; {@code -Dnuri.bombs.all=true} takes all, {@code -Dnuri.bombs.verbose=true} prints what came of each, {@code
 * -Dnuri.bombs.ending=.parquet} takes those of a kind.
 */
class BombsTest {

    private static final int FEW = 40;
    private static final long MAX_TEMP = 64L << 20;
    private static final int PROCESSES = 2;
    private static final int MAX_CHARS = 2_000_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(6);

    @TempDir
    Path folder;

    private final Map<String, Outcome> outcomes = new ConcurrentSkipListMap<>();

    @Test
    void everyBombIsReportedAndHurtsNothing() throws Exception {
        List<Made> bombs = new ArrayList<>(Bombs.all());
        String ending = System.getProperty("nuri.bombs.ending", "");
        bombs.removeIf(bomb -> !bomb.name().endsWith(ending));
        if (!Boolean.getBoolean("nuri.bombs.all")) {
            Collections.shuffle(bombs, Seeds.random("BombsTest"));
            bombs = bombs.subList(0, Math.min(FEW, bombs.size()));
        }
        long mostTemp;
        try (TextExtractor pool = TextExtractors.forked(limits());
                TempFolders temp = new TempFolders();
                ExecutorService threads = Executors.newFixedThreadPool(PROCESSES)) {
            List<Future<?>> reads = bombs.stream()
                    .<Future<?>>map(bomb -> threads.submit(() -> read(pool, bomb)))
                    .toList();
            for (Future<?> read : reads) {
                read.get(5, TimeUnit.MINUTES);
            }
            mostTemp = temp.mostBytes();
            Outcome after = read(pool, new Made("after.txt", () -> Packed.bytes("still reading")));
            assertThat(after.documents).singleElement().satisfies(d -> assertThat(d.text())
                    .isEqualTo("still reading"));
        }
        report(bombs.size(), mostTemp);
        outcomes.forEach((name, outcome) -> {
            assertThat(outcome.documents.size() + outcome.failures.size())
                    .as(name)
                    .isPositive();
            assertThat(outcome.wholeFailures).as(name + outcome.failures).isLessThanOrEqualTo(1);
            assertThat(outcome.chars()).as(name).isLessThanOrEqualTo(MAX_CHARS);
        });
        assertThat(mostTemp).isLessThan(2 * PROCESSES * MAX_TEMP);
        assertThat(TempFolders.all()).isEmpty();
    }

    private Outcome read(TextExtractor pool, Made bomb) throws IOException {
        Path file = Files.createTempFile(folder, "bomb", "");
        try {
            Files.write(file, bomb.bytes().get());
            Outcome outcome = Outcome.of(pool, file, bomb.name());
            outcomes.put(bomb.name(), outcome);
            return outcome;
        } finally {
            Files.delete(file);
        }
    }

    private void report(int bombs, long mostTemp) {
        int whole = 0;
        long slowest = 0;
        String slowestName = "";
        for (Map.Entry<String, Outcome> entry : outcomes.entrySet()) {
            Outcome outcome = entry.getValue();
            whole += outcome.failures.isEmpty() ? 1 : 0;
            if (outcome.nanos > slowest) {
                slowest = outcome.nanos;
                slowestName = entry.getKey();
            }
            if (Boolean.getBoolean("nuri.bombs.verbose")) {
                System.out.printf(
                        Locale.ROOT,
                        "%s: %d documents, %d characters, %d failures, %d ms %s%n",
                        entry.getKey(),
                        outcome.documents.size(),
                        outcome.chars(),
                        outcome.failures.size(),
                        outcome.nanos / 1_000_000,
                        outcome.failures.isEmpty() ? "" : outcome.failures.getLast());
            }
        }
        System.out.printf(
                Locale.ROOT,
                "BombsTest: %d bombs, all reported, %d read whole; %d MiB of temporary files at most; slowest %s: %d ms%n",
                bombs,
                whole,
                mostTemp >> 20,
                slowestName,
                slowest / 1_000_000);
    }

    private static IndexerConfig.Parser limits() {
        return new IndexerConfig.Parser(
                PROCESSES,
                128,
                640,
                TIMEOUT,
                MAX_TEMP,
                MAX_CHARS,
                1_000,
                5,
                MAX_TEMP,
                List.of(),
                Path.of("no-ocr-in-this-test"));
    }
}
