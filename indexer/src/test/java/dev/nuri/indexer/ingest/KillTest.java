package dev.nuri.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process with SIGKILL at a random moment, again and again, while it indexes, merges, deletes, sets who may read
 * what, and rebuilds. What was acknowledged is there afterwards, once and whole, and for those alone who may read it; what
 * was begun and not answered is there or not, never half; what was never sent is not there.
 *
 * <p>{@code -Dnuri.soak.cycles} says how often.
 */
class KillTest {

    /** Data folders at once. */
    private static final int FOLDERS = 2;

    /** Of a long run. */
    private static final int TOLD_EVERY = 100;

    @TempDir
    Path temp;

    private final Random random = Seeds.random("KillTest");
    private final AtomicInteger done = new AtomicInteger();
    private volatile boolean failed;

    @Test
    void nothingAcknowledgedIsLost() throws Exception {
        int cycles = Integer.getInteger("nuri.soak.cycles", 40);
        long start = System.nanoTime();
        QuickStart quickStart = new QuickStart(
                temp.resolve("start"),
                KilledIngestor.class,
                temp.resolve("first").toString(),
                "1",
                "0",
                "20");
        List<KilledFolder> folders = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(FOLDERS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < FOLDERS; i++) {
                KilledFolder folder =
                        new KilledFolder(quickStart, temp.resolve("folder" + i), new Random(random.nextLong()));
                folders.add(folder);
                int own = cycles / FOLDERS + (i < cycles % FOLDERS ? 1 : 0);
                running.add(threads.submit(() -> live(folder, own, cycles)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        List<Long> openMillis = folders.stream()
                .flatMap(folder -> folder.openMillis.stream())
                .sorted()
                .toList();
        System.out.printf(
                Locale.ROOT,
                "KillTest: %d kills, %d acknowledgements, %d of them of permissions, %d merged segments found,"
                        + " 0 lost, 0 doubled, 0 half; open p50 %d ms, p99 %d ms, max %d ms; %d s%n",
                openMillis.size(),
                sum(folders, folder -> folder.acknowledged),
                sum(folders, folder -> folder.permissions),
                sum(folders, folder -> folder.merged),
                openMillis.get(openMillis.size() / 2),
                openMillis.get(Math.min(openMillis.size() - 1, openMillis.size() * 99 / 100)),
                openMillis.getLast(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
        assertThat(openMillis).hasSize(cycles);
        assertThat(sum(folders, folder -> folder.permissions)).isPositive();
    }

    /** Kills until it has been done {@code own} times, or a kill in another folder showed something wrong. */
    private Void live(KilledFolder folder, int own, int cycles) throws Exception {
        for (int cycle = 0; cycle < own && !failed; cycle++) {
            try {
                folder.cycle();
            } catch (Exception | AssertionError e) {
                failed = true;
                throw e;
            }
            if (done.incrementAndGet() % TOLD_EVERY == 0) {
                System.out.println("KillTest: " + done.get() + " of " + cycles + " kills");
            }
        }
        return null;
    }

    private static long sum(List<KilledFolder> folders, ToLongFunction<KilledFolder> figure) {
        return folders.stream().mapToLong(figure).sum();
    }
}
