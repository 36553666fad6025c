package dev.nuri.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Seeds;
import dev.nuri.indexer.SourceLeases.Lease;
import dev.nuri.indexer.SourceLeases.Round;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases of several processes, each an instance of its own, in a real node. */
class ClusterLeasesTest {

    static final ClusterLeases.Times QUICK = new ClusterLeases.Times(
            Duration.ofMillis(100), Duration.ofMillis(400), Duration.ofMillis(1_500), Duration.ofSeconds(10));

    @TempDir
    Path folder;

    private Cluster cluster;
    private final List<ClusterLeases> all = new ArrayList<>();

    @BeforeEach
    void connect() {
        cluster = new Cluster(TestNode.config(folder));
    }

    @AfterEach
    void close() {
        all.forEach(ClusterLeases::close);
        cluster.close();
    }

    private ClusterLeases process() {
        return process(QUICK, () -> {});
    }

    private ClusterLeases process(ClusterLeases.Times times, Runnable sync) {
        ClusterLeases leases = new ClusterLeases(cluster, times, sync, () -> {});
        all.add(leases);
        return leases;
    }

    @Test
    void aPartIsHeldByOneProcessUntilThatLetsGo() {
        AtomicInteger synced = new AtomicInteger();
        ClusterLeases one = process(QUICK, synced::incrementAndGet);
        ClusterLeases other = process();
        Lease first = one.take(3);
        Lease again = one.take(3);
        assertThat(other.tryTake(Set.of(3, 4), "w")).containsOnlyKeys(4);
        first.close();
        first.close();
        assertThat(other.tryTake(Set.of(3), "w")).isEmpty();
        again.close();
        assertThat(synced).hasValue(0);
        other.take(3).close();
        assertThat(synced.get())
                .as("what was written was made durable before it was given up")
                .isPositive();
        one.take(3).close();
    }

    @Test
    void whoCannotMakeDurableWhatWasWrittenKeepsIt() throws Exception {
        ClusterLeases one = process(QUICK, () -> {
            throw new NuriException(ErrorCode.NOT_READY, "No node answers.");
        });
        one.take(3).close();
        Thread.sleep(2 * QUICK.dead().toMillis());
        assertThat(process().tryTake(Set.of(3), "w")).isEmpty();
        assertThat(one.taken()).isNull();
    }

    @Test
    void whoLivesKeepsItHoweverLong() throws Exception {
        try (Lease _ = process().take(3)) {
            ClusterLeases other = process();
            for (long end = System.nanoTime() + 3 * QUICK.dead().toNanos(); System.nanoTime() < end; ) {
                assertThat(other.tryTake(Set.of(3), "w")).isEmpty();
                Thread.sleep(50);
            }
        }
    }

    @Test
    void whatADeadOneHeldIsTakenOverAndItsOwnerTold() {
        ClusterLeases dead = process();
        Lease lease = dead.take(3);
        dead.stopBeating();
        Lease taken = process().take(3);
        assertThat(dead.taken()).satisfies(told -> {
            assertThat(told.code()).isEqualTo(ErrorCode.BUSY);
            assertThat(told.getMessage()).contains("Another Nuri", "index again");
        });
        assertThat(dead.taken()).as("while somebody does not know").isNotNull();
        lease.close();
        assertThat(dead.taken()).as("for what he left").isNotNull();
        assertThat(dead.taken()).isNull();
        taken.close();
        dead.take(3).close();
    }

    @Test
    void whoDoesNotGetItIsToldAfterAWhile() {
        ClusterLeases.Times hasty =
                new ClusterLeases.Times(QUICK.beat(), QUICK.fresh(), Duration.ofMinutes(1), Duration.ofMillis(300));
        try (Lease _ = process().take(3)) {
            assertThatThrownBy(() -> process(hasty, () -> {}).take(3))
                    .isInstanceOfSatisfying(
                            NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                    .hasMessageContaining("try again");
        }
    }

    @Test
    void roundsTellWhatWasDoneSinceOneCame() {
        ClusterLeases one = process();
        ClusterLeases other = process();
        assertThat(other.rounds("w")).hasSize(ClusterLeases.PARTS).containsOnly(Round.NONE);
        Map<Integer, Lease> taken = one.tryTake(Set.of(1, 2), "w");
        assertThat(other.rounds("w").get(1)).isEqualTo(new Round(1, 0, ""));
        taken.get(1).done("all");
        taken.values().forEach(Lease::close);
        other.take(1).close();
        other.take(2).close();
        assertThat(other.rounds("w").get(1)).isEqualTo(new Round(1, 1, "all"));
        assertThat(other.rounds("w").get(2)).isEqualTo(new Round(1, 0, ""));
        assertThat(other.rounds("v")).containsOnly(Round.NONE);
    }

    @Test
    void nobodyIsInAPartWithAnother() throws Exception {
        Random seeds = Seeds.random("ClusterLeasesTest.nobodyIsInAPartWithAnother");
        // However busy the machine is, nobody counts as dead.
        ClusterLeases.Times patient =
                new ClusterLeases.Times(QUICK.beat(), QUICK.fresh(), Duration.ofMinutes(1), Duration.ofMinutes(1));
        int processes = 4;
        AtomicIntegerArray inside = new AtomicIntegerArray(3);
        AtomicInteger times = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(2 * processes)) {
            List<Future<?>> running = new ArrayList<>();
            for (int p = 0; p < processes; p++) {
                ClusterLeases leases = process(patient, () -> {});
                AtomicIntegerArray mine = new AtomicIntegerArray(3);
                for (int t = 0; t < 2; t++) {
                    Random random = new Random(seeds.nextLong());
                    running.add(threads.submit(() -> {
                        visit(leases, inside, mine, times, random);
                        return null;
                    }));
                }
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        assertThat(times.get()).isGreaterThan(2 * processes);
    }

    private static void visit(
            ClusterLeases leases,
            AtomicIntegerArray inside,
            AtomicIntegerArray mine,
            AtomicInteger times,
            Random random)
            throws InterruptedException {
        for (long end = System.nanoTime() + 4_000_000_000L; System.nanoTime() < end; ) {
            int part = random.nextInt(inside.length());
            Lease lease = random.nextBoolean()
                    ? leases.take(part)
                    : leases.tryTake(Set.of(part), "w").get(part);
            if (lease == null) {
                continue;
            }
            // Threads of one process share a lease, and count as one.
            synchronized (mine) {
                if (mine.getAndIncrement(part) == 0) {
                    assertThat(inside.incrementAndGet(part))
                            .as("processes in part %s", part)
                            .isOne();
                }
            }
            Thread.sleep(random.nextInt(20));
            synchronized (mine) {
                if (mine.decrementAndGet(part) == 0) {
                    inside.decrementAndGet(part);
                }
            }
            lease.close();
            times.incrementAndGet();
        }
    }
}
