package dev.nuri.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.Seeds;
import dev.nuri.indexer.SourceLeases;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Threads that stand for processes and divide what they all found. */
class SharedWorkTest {

    private static final int PARTS = 16;
    private static final int SOURCES = 500;

    /** Leases of processes in one JVM. */
    private static final class Leases implements SourceLeases {

        private final boolean[] held = new boolean[PARTS];
        private final List<Map<String, Round>> rounds = new ArrayList<>();

        Leases() {
            IntStream.range(0, PARTS).forEach(_ -> rounds.add(new HashMap<>()));
        }

        @Override
        public int parts() {
            return PARTS;
        }

        @Override
        public Lease take(int part) {
            throw new AssertionError("work of several is not waited for, but done later: part " + part);
        }

        @Override
        public synchronized Map<Integer, Lease> tryTake(Collection<Integer> parts, String work) {
            Map<Integer, Lease> taken = new TreeMap<>();
            for (int part : parts) {
                if (!held[part]) {
                    held[part] = true;
                    Round before = rounds.get(part).getOrDefault(work, Round.NONE);
                    rounds.get(part).put(work, new Round(before.begun() + 1, before.done(), before.covered()));
                    taken.put(part, lease(part, work));
                }
            }
            return taken;
        }

        private Lease lease(int part, String work) {
            return new Lease() {
                @Override
                public void done(String covered) {
                    synchronized (Leases.this) {
                        rounds.get(part).computeIfPresent(work, (_, r) -> new Round(r.begun(), r.begun(), covered));
                    }
                }

                @Override
                public void close() {
                    synchronized (Leases.this) {
                        held[part] = false;
                    }
                }
            };
        }

        @Override
        public synchronized List<Round> rounds(String work) {
            return rounds.stream()
                    .map(all -> all.getOrDefault(work, Round.NONE))
                    .toList();
        }
    }

    /** Counts how often each source was read. */
    private static final class Reader implements SharedWork.Doer {

        private final Map<String, AtomicInteger> reads;
        private final Random random;
        private int batches;
        private int left;
        private int diesAfter = Integer.MAX_VALUE;

        Reader(Map<String, AtomicInteger> reads, Random random) {
            this.reads = reads;
            this.random = random;
        }

        @Override
        public void work(List<SharedWork.Part> parts) {
            if (batches++ == diesAfter) {
                throw new IllegalStateException("died");
            }
            for (SharedWork.Part part : parts) {
                for (Found found : part.found) {
                    reads.computeIfAbsent(found.uri(), _ -> new AtomicInteger()).incrementAndGet();
                }
            }
            pause(random.nextInt(5));
        }

        @Override
        public void done(SharedWork.Part part) {
            left += part.found.size();
        }

        private static void pause(int millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void find(SharedWork work, int sources, String as) {
        for (int i = 0; i < sources; i++) {
            String uri = "file:///n" + i;
            work.add(new Found.LocalFile(uri, Path.of("/n" + i), false), "c", as);
        }
    }

    /** Work of three that came at once and found the same. */
    private static List<SharedWork> three(Leases leases) {
        List<SharedWork> works = new ArrayList<>();
        for (int p = 0; p < 3; p++) {
            works.add(new SharedWork(leases, "w", () -> false));
            find(works.getLast(), SOURCES, "");
        }
        return works;
    }

    @Test
    void eachSourceIsReadOnceByOneOfThem() throws Exception {
        Random seeds = Seeds.random("SharedWorkTest.eachSourceIsReadOnceByOneOfThem");
        Leases leases = new Leases();
        Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
        List<Reader> readers = runAll(three(leases), reads, seeds, -1);
        assertThat(reads).hasSize(SOURCES);
        assertThat(reads.values()).allSatisfy(times -> assertThat(times).hasValue(1));
        assertThat(readers.stream().mapToInt(reader -> reader.left).sum()).isEqualTo(2 * SOURCES);
    }

    @Test
    void theSourcesOfALargeDumpAreTakenAFewAtATime() {
        SharedWork work = new SharedWork(new Leases(), "w", () -> false);
        for (int i = 0; i < PARTS; i++) {
            String uri = SourceUris.part("file:///dump.jsonl", (long) i * IndexerConfig.DUMP_PART_BYTES);
            work.add(new Found.LocalFile(uri, Path.of("/dump.jsonl"), false, new DumpPart(i)), "c", "");
        }
        Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
        Reader reader = new Reader(reads, new Random(0));
        work.run(reader);
        assertThat(reads).hasSize(PARTS);
        assertThat(reader.batches).isGreaterThanOrEqualTo(3);
    }

    @Test
    void whatOneThatDiesHadIsReadByTheOthers() throws Exception {
        Random seeds = Seeds.random("SharedWorkTest.whatOneThatDiesHadIsReadByTheOthers");
        Leases leases = new Leases();
        Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
        runAll(three(leases), reads, seeds, 1);
        assertThat(reads).hasSize(SOURCES);
    }

    @Test
    void whoComesLaterOrFoundOtherThingsDoesItAgain() {
        Leases leases = new Leases();
        Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
        SharedWork first = new SharedWork(leases, "w", () -> false);
        SharedWork other = new SharedWork(leases, "w", () -> false);
        SharedWork same = new SharedWork(leases, "w", () -> false);
        find(first, SOURCES, "group:a");
        first.run(new Reader(reads, new Random(0)));

        find(other, SOURCES, "group:b");
        other.run(new Reader(reads, new Random(0)));
        assertThat(reads.values()).allSatisfy(times -> assertThat(times).hasValue(2));

        // What was done last is what another found.
        find(same, SOURCES, "group:b");
        Reader nothing = new Reader(reads, new Random(0));
        same.run(nothing);
        assertThat(nothing.batches).isZero();
        assertThat(nothing.left).isEqualTo(SOURCES);

        SharedWork later = new SharedWork(leases, "w", () -> false);
        find(later, SOURCES, "group:b");
        later.run(new Reader(reads, new Random(0)));
        assertThat(reads.values()).allSatisfy(times -> assertThat(times).hasValue(3));
    }

    @Test
    void whoIsStoppedLeavesTheRestToOthers() {
        Leases leases = new Leases();
        Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();
        AtomicInteger asked = new AtomicInteger();
        SharedWork stopped = new SharedWork(leases, "w", () -> asked.incrementAndGet() > 4);
        SharedWork other = new SharedWork(leases, "w", () -> false);
        find(stopped, SOURCES, "");
        stopped.run(new Reader(reads, new Random(0)));
        assertThat(reads.size()).isBetween(1, SOURCES - 1);
        find(other, SOURCES, "");
        other.run(new Reader(reads, new Random(0)));
        assertThat(reads).hasSize(SOURCES);
    }

    /** Runs all at once; one of them dies when {@code dead} is not negative. */
    private static List<Reader> runAll(List<SharedWork> works, Map<String, AtomicInteger> reads, Random seeds, int dead)
            throws Exception {
        List<Reader> readers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(works.size())) {
            List<Future<?>> running = new ArrayList<>();
            for (int p = 0; p < works.size(); p++) {
                SharedWork work = works.get(p);
                Reader reader = new Reader(reads, new Random(seeds.nextLong()));
                reader.diesAfter = p == dead ? 1 : Integer.MAX_VALUE;
                readers.add(reader);
                running.add(threads.submit(() -> {
                    try {
                        work.run(reader);
                    } catch (IllegalStateException died) {
                        assertThat(died).hasMessage("died");
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        return readers;
    }
}
