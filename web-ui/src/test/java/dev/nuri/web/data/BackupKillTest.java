package dev.nuri.web.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.Indexer;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import dev.nuri.web.api.CheckView;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process with SIGKILL while it backs a data folder up, or restores one. The folder is whole afterwards, and a
 * backup under its name shows it as of some acknowledged moment; what a killed process left of one is refused, or whole
 * too.
 *
 * <p>{@code -Dtests.kills} says how often each.
 */
class BackupKillTest {

    private static final int KILLS = Integer.getInteger("tests.kills", 8);
    private static final int LIFE_MILLIS = 1_200;

    @TempDir
    Path temp;

    private Random random;
    private Path data;

    @BeforeEach
    void seed() {
        long seed = Long.getLong("tests.seed", System.nanoTime());
        System.out.println("BackupKillTest: -Dtests.seed=" + seed);
        random = new Random(seed);
        data = temp.resolve("data");
    }

    /** Lines of a process that was killed. */
    private List<String> live(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledKeeper.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> said = new ArrayList<>();
        int life = random.nextInt(LIFE_MILLIS);
        int counted = random.nextInt(4);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                // From a line on, because the first things a process does take long.
                if (said.size() == 1 + 2 * counted) {
                    Thread.ofVirtual().start(() -> kill(process, life));
                }
            }
        }
        assertThat(process.waitFor()).as("killed, not ended: %s", said).isEqualTo(128 + 9);
        return said;
    }

    private static void kill(Process process, int afterMillis) {
        try {
            Thread.sleep(afterMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // By its handle: the process's own method closes the pipe too, with what was said and not read yet.
        assertThat(process.toHandle().destroyForcibly()).isTrue();
    }

    private static Map<String, String> texts(Path folder) {
        CheckView check = DataCheck.run(folder, () -> Indexer.check(folder));
        assertThat(check.ok()).as("%s", check).isTrue();
        Map<String, String> texts = new TreeMap<>();
        try (Indexer indexer = Indexer.open(IndexerConfig.of(folder), null);
                IndexSnapshot now = indexer.store().snapshot(Viewer.OPERATOR)) {
            for (SourceDocument listed : now.documents(null, 0, 100)) {
                texts.put(
                        listed.title(), now.document(listed.id()).orElseThrow().text());
            }
        }
        return texts;
    }

    private Map<String, String> restored(Path backup) throws IOException {
        Path target = temp.resolve("restored");
        try {
            new Restore(backup, target).run(false);
            return texts(target);
        } finally {
            Folders.deleteQuietly(target);
        }
    }

    @Test
    void aBackupIsWholeOrRefused() throws Exception {
        Path backup = temp.resolve("backup.zip");
        Map<String, String> known = new TreeMap<>();
        Map<String, String> kept = null;
        int made = 0;
        int version = 0;
        for (int cycle = 0; cycle < KILLS; cycle++) {
            List<String> said = live(
                    "backup",
                    data.toString(),
                    backup.toString(),
                    Long.toString(random.nextLong()),
                    Integer.toString(version));
            String begun = null;
            for (String line : said) {
                if (line.startsWith("begin ")) {
                    begun = line.substring(6);
                } else if (line.equals("done") && begun.equals("backup")) {
                    kept = new TreeMap<>(known);
                    made++;
                    begun = null;
                } else if (line.equals("done")) {
                    known.put(key(begun), text(begun));
                    begun = null;
                }
            }
            Map<String, String> other = new TreeMap<>(known);
            if (begun != null && !begun.equals("backup")) {
                other.put(key(begun), text(begun));
            }
            Map<String, String> found = texts(data);
            assertThat(found).as("cycle %s", cycle).isIn(known, other);
            kept = requireWholeOrRefused(backup, kept, "backup".equals(begun) ? known : kept);
            known = found;
            version += said.size() + 2;
        }
        System.out.println("BackupKillTest: " + KILLS + " kills, " + made + " backups acknowledged, 0 lost, 0 damaged");
    }

    /** What a whole backup holds that never got its name; null when there is none. */
    private Map<String, String> left;

    /** What the backup holds. */
    private Map<String, String> requireWholeOrRefused(Path backup, Map<String, String> kept, Map<String, String> begun)
            throws IOException {
        Path partial = backup.resolveSibling("backup.zip.partial");
        if (Files.exists(partial)) {
            try {
                Map<String, String> whole = restored(partial);
                // One that was killed before its name changed stays until the next is begun.
                assertThat(whole).isIn(Arrays.asList(begun, left));
                left = whole;
            } catch (NuriException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT);
            }
        }
        if (!Files.exists(backup)) {
            assertThat(kept).isNull();
            return null;
        }
        Map<String, String> held = restored(backup);
        assertThat(held).satisfiesAnyOf(is -> assertThat(is).isEqualTo(kept), is -> assertThat(is)
                .isEqualTo(begun));
        return held;
    }

    private static String key(String change) {
        return change.substring(0, change.indexOf('='));
    }

    private static String text(String change) {
        return key(change) + " is at " + change.substring(change.indexOf('=') + 1);
    }

    @Test
    void aFolderThatIsRestoredIsTheFormerOrTheRestored() throws Exception {
        Map<String, Map<String, String>> backups = new TreeMap<>();
        for (int i = 1; i <= 2; i++) {
            Path source = temp.resolve("source" + i);
            Path backup = temp.resolve(i + ".zip");
            try (Indexer indexer = Indexer.open(IndexerConfig.of(source), null)) {
                for (int d = 0; d < 3 * i; d++) {
                    KilledKeeper.write(indexer.store(), "d" + d, i);
                }
                new Backup(source, "0", indexer::hold).write(backup, null);
            }
            backups.put(backup.toString(), texts(source));
        }
        List<String> names = List.copyOf(backups.keySet());
        new Restore(Path.of(names.getFirst()), data).run(false);
        Files.createDirectories(data.resolve("models"));
        Path model = Files.writeString(data.resolve("models").resolve("large.gguf"), "x");
        Map<String, String> now = backups.get(names.getFirst());
        int restored = 0;
        int finished = 0;
        for (int cycle = 0; cycle < KILLS; cycle++) {
            String begun = null;
            for (String line : live("restore", data.toString(), names.getFirst(), names.getLast())) {
                if (line.startsWith("begin ")) {
                    begun = line.substring(6);
                } else if (line.equals("done")) {
                    now = backups.get(begun);
                    begun = null;
                    restored++;
                }
            }
            finished += Restore.finish(data) ? 1 : 0;
            Map<String, String> found = texts(data);
            assertThat(found).as("cycle %s", cycle).isIn(now, begun == null ? now : backups.get(begun));
            assertThat(model).exists();
            now = found;
            dropFormers();
        }
        System.out.println("BackupKillTest: " + KILLS + " kills, " + restored + " restorings acknowledged, " + finished
                + " ended afterwards, 0 lost, 0 damaged");
    }

    private void dropFormers() throws IOException {
        try (Stream<Path> beside = Files.list(temp)) {
            beside.filter(path -> path.getFileName().toString().startsWith("data.before-"))
                    .toList()
                    .forEach(Folders::deleteQuietly);
        }
    }
}
