package dev.nuri.indexer.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteAheadLogTest {

    private static final int SMALL = 600;

    @TempDir
    Path folder;

    private final Random random = Seeds.random("WriteAheadLogTest");
    private final SimulatedDisk disk = new SimulatedDisk(random);

    @Test
    void operationsComeBackInOrderOverSegments() throws IOException {
        LogFiles files = new DiskLogFiles(folder.resolve("log"));
        List<String> written = new ArrayList<>();
        try (WriteAheadLog log = open(files, 1)) {
            for (int i = 0; i < 200; i++) {
                String operation = "operation " + i + " ".repeat(random.nextInt(50));
                log.append(bytes(operation));
                written.add(operation);
                if (random.nextInt(5) == 0) {
                    log.sync();
                }
            }
            String large = "x".repeat(5 * SMALL);
            log.append(bytes(large));
            written.add(large);
            log.sync();
        }
        assertThat(files.list()).hasSizeGreaterThan(5);
        assertThat(read(files, 1)).isEqualTo(written);
        try (WriteAheadLog log = open(files, 1)) {
            log.append(bytes("after"));
            log.sync();
        }
        written.add("after");
        assertThat(read(files, 1)).isEqualTo(written);
    }

    @Test
    void rolledLogForgetsWhatIsElsewhere() throws IOException {
        LogFiles files = disk.log();
        WriteAheadLog log = open(files, 1);
        log.append(bytes("old"));
        long next = log.roll();
        log.append(bytes("new"));
        log.sync();
        log.dropBefore(next);
        assertThat(read(files, next)).containsExactly("new");
        assertThat(files.list()).hasSize(1);
        assertThat(log.writtenBytes()).isPositive();
        log.dropBefore(log.roll());
        assertThat(log.writtenBytes()).isZero();
    }

    @Test
    void threadsShareSyncs() throws Exception {
        LogFiles files = new DiskLogFiles(folder.resolve("log"));
        int each = 100;
        try (WriteAheadLog log = open(files, 1);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                String name = "t" + t + "-";
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        log.append(bytes(name + i));
                        log.sync();
                    }
                    return null;
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        List<String> found = read(files, 1);
        assertThat(found).hasSize(8 * each).doesNotHaveDuplicates();
        for (int t = 0; t < 8; t++) {
            String name = "t" + t + "-";
            assertThat(found.stream().filter(o -> o.startsWith(name)))
                    .isSortedAccordingTo((a, b) -> Integer.compare(number(a), number(b)));
        }
    }

    private static int number(String operation) {
        return Integer.parseInt(operation.substring(operation.indexOf('-') + 1));
    }

    @Test
    void whatWasSyncedSurvivesPowerCuts() throws IOException {
        int cuts = Integer.getInteger("nuri.powercuts.cycles", 200) * 10;
        SimulatedDisk now = disk;
        List<String> there = new ArrayList<>();
        for (int cut = 0; cut < cuts; cut++) {
            now.cutAt(1 + random.nextInt(40));
            int acknowledged = writeUntilFailure(now.log(), there);
            now = now.afterCut();
            List<String> found = read(now.log(), 1);
            assertThat(found).as("cut %s", cut).hasSizeGreaterThanOrEqualTo(acknowledged);
            assertThat(there.subList(0, found.size())).isEqualTo(found);
            there = found;
            if (there.size() > 200) {
                there = new ArrayList<>();
                now = new SimulatedDisk(random);
            }
        }
        System.out.println("WriteAheadLogTest: " + cuts + " power cuts, 0 lost");
    }

    /** Appends to {@code there}; how many of it were acknowledged. */
    private int writeUntilFailure(LogFiles files, List<String> there) {
        int acknowledged = there.size();
        try {
            WriteAheadLog log = open(files, 1);
            while (true) {
                String operation = there.size() + "-" + random.nextInt(1_000) + "x".repeat(random.nextInt(300));
                there.add(operation);
                log.append(bytes(operation));
                if (random.nextInt(3) == 0) {
                    log.sync();
                    acknowledged = there.size();
                }
            }
        } catch (IOException e) {
            return acknowledged;
        }
    }

    /** Every call that changes the disk fails once, at the n-th for n = 1, 2, ... until none fails. */
    @Test
    void everyFailedCallClosesTheLogUntilItIsRolled() throws IOException {
        int n = 0;
        SimulatedDisk failing;
        do {
            n++;
            failing = new SimulatedDisk(random);
            failing.failAt(n);
            failOnce(failing);
        } while (failing.calls() >= n && n < 10_000);
        assertThat(n).isGreaterThan(50);
        System.out.println("WriteAheadLogTest: each of " + (n - 1) + " calls failed once");
    }

    private void failOnce(SimulatedDisk failing) throws IOException {
        WriteAheadLog log = open(failing.log(), 1);
        List<String> written = new ArrayList<>();
        int synced = 0;
        for (int i = 0; i < 30; i++) {
            try {
                log.append(bytes("operation " + i));
                written.add("operation " + i);
                if (i % 2 == 0) {
                    log.sync();
                    synced = written.size();
                }
            } catch (LogFailure e) {
                assertThat(e).hasMessageContaining("No space left");
                assertThat(log.isFailed()).isTrue();
                assertThatThrownBy(() -> log.append(bytes("more"))).isInstanceOf(LogFailure.class);
                assertThatThrownBy(log::sync).isInstanceOf(LogFailure.class);
                failing.heal();
                log.roll();
                written = new ArrayList<>(written.subList(0, synced));
                log.append(bytes("after"));
                written.add("after");
                log.sync();
                synced = written.size();
            }
        }
        try {
            log.sync();
        } catch (LogFailure e) {
            failing.heal();
            log.roll();
            written = written.subList(0, synced);
        }
        List<String> found = read(failing.log(), 1);
        if (!found.equals(written)) {
            // Only what was synced before the failure is certain; what was not may be there too.
            assertThat(found).containsAll(written);
        }
    }

    @Test
    void everyFlippedBitAndEveryCutIsFound() throws IOException {
        WriteAheadLog log = open(disk.log(), 1);
        for (int i = 0; i < 12; i++) {
            log.append(bytes("operation number " + i));
            log.sync();
        }
        log.close();
        int flips = 0;
        for (String name : disk.list("log/")) {
            long bits = disk.read(name).length * 8L;
            for (long bit = 0; bit < bits; bit++) {
                disk.flip(name, bit);
                assertThat(isDamageTold()).as("bit %s of %s", bit, name).isTrue();
                disk.flip(name, bit);
                flips++;
            }
            byte[] whole = disk.read(name);
            for (int length = 0; length < whole.length; length++) {
                disk.truncate(name, length);
                assertThat(isDamageTold()).as("%s cut to %s", name, length).isTrue();
                disk.write(name, whole, whole.length, 0);
            }
            disk.delete(name);
            boolean isLast = name.equals(disk.list("log/").isEmpty() ? name : last(name));
            assertThat(isLast || isDamageTold()).as("without %s", name).isTrue();
            disk.create(name);
            disk.write(name, whole, whole.length, 0);
        }
        System.out.println("WriteAheadLogTest: " + flips + " flipped bits found");
        assertThat(isDamageTold()).isFalse();
    }

    private String last(String name) throws IOException {
        List<String> left = disk.list("log/");
        return name.compareTo(left.getLast()) > 0 ? name : left.getLast();
    }

    private boolean isDamageTold() throws IOException {
        try {
            return new LogReader(disk.log(), 1).read(_ -> {}).tail().isPresent();
        } catch (LogDamage e) {
            assertThat(e.file()).startsWith("log/");
            return true;
        }
    }

    @Test
    void newerFormatIsRefused() throws IOException {
        WriteAheadLog log = open(disk.log(), 1);
        log.append(bytes("one"));
        log.close();
        byte[] head = new LogFormat.Head(LogFormat.VERSION + 1, 1, 1, SMALL).encoded();
        disk.write("log/" + Segments.name(1), head, head.length, 0);
        assertThatThrownBy(() -> read(disk.log(), 1)).hasMessageContaining("format 2");
    }

    private static WriteAheadLog open(LogFiles files, long from) throws IOException {
        return WriteAheadLog.after(files, new LogReader(files, from).read(_ -> {}), SMALL);
    }

    private static List<String> read(LogFiles files, long from) throws IOException {
        List<String> found = new ArrayList<>();
        new LogReader(files, from).read(bytes -> {
            byte[] operation = new byte[bytes.remaining()];
            bytes.get(operation);
            found.add(new String(operation, StandardCharsets.UTF_8));
        });
        return found;
    }

    private static byte[] bytes(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }
}
