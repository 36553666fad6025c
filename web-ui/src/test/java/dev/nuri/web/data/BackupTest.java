package dev.nuri.web.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.Indexer;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import dev.nuri.web.api.BackupView;
import dev.nuri.web.api.CheckView;
import dev.nuri.web.api.RestoreView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {

    @TempDir
    Path temp;

    private Path data;
    private Path elsewhere;
    private Indexer indexer;

    @BeforeEach
    void fill() throws IOException {
        data = temp.resolve("data");
        elsewhere = temp.resolve("elsewhere");
        indexer = Indexer.open(IndexerConfig.of(data), null);
        upload("a.txt", "one fish");
        upload("b.txt", "two fish");
        Files.createDirectories(data.resolve("models"));
        Files.writeString(data.resolve("models").resolve("large.gguf"), "x");
        Files.writeString(data.resolve("application.properties"), "nuri.port=1");
    }

    @AfterEach
    void close() {
        if (indexer != null) {
            indexer.close();
        }
    }

    private void upload(String name, String text) throws IOException {
        Path sent = Files.writeString(temp.resolve("sent"), text);
        assertThat(indexer.ingestor()
                        .upload(sent, name, null, AccessRule.UNSAID)
                        .failures())
                .isEmpty();
    }

    private BackupView backup(String name, String base) {
        return new Backup(data, "0", indexer::hold).write(temp.resolve(name), base == null ? null : temp.resolve(base));
    }

    private static Map<String, String> texts(Indexer of) {
        Map<String, String> texts = new TreeMap<>();
        try (IndexSnapshot now = of.store().snapshot(Viewer.OPERATOR)) {
            for (SourceDocument listed : now.documents(null, 0, 100)) {
                texts.put(listed.uri(), now.document(listed.id()).orElseThrow().text());
            }
        }
        return texts;
    }

    @Test
    void whatWasIndexedComesBack() throws IOException {
        BackupView view = backup("backup.zip", null);
        Map<String, String> then = texts(indexer);
        upload("c.txt", "three fish");
        assertThat(view.stored()).isEqualTo(view.files()).isGreaterThan(4);

        RestoreView restored = new Restore(temp.resolve("backup.zip"), elsewhere).run(false);
        assertThat(restored.documents()).isEqualTo(2);
        assertThat(elsewhere.resolve("application.properties")).hasContent("nuri.port=1");
        assertThat(elsewhere.resolve("models")).doesNotExist();
        try (Indexer other = Indexer.open(IndexerConfig.of(elsewhere), null)) {
            assertThat(texts(other)).isEqualTo(then).hasSize(2);
        }
        CheckView check = DataCheck.run(elsewhere, () -> Indexer.check(elsewhere));
        assertThat(check.ok()).as("%s", check).isTrue();
        assertThat(DataCheck.run(data, indexer::check).documents()).isEqualTo(3);
    }

    @Test
    void laterBackupStoresWhatIsNew() throws IOException {
        backup("first.zip", null);
        upload("c.txt", "three fish");
        BackupView second = backup("second.zip", "first.zip");
        assertThat(second.stored()).isLessThan(second.files());
        upload("d.txt", "four fish");
        BackupView third = backup("third.zip", "second.zip");
        assertThat(third.stored()).isLessThan(third.files());

        assertThat(new Restore(temp.resolve("third.zip"), elsewhere).run(false).documents())
                .isEqualTo(4);
        Files.delete(temp.resolve("first.zip"));
        assertThatThrownBy(() -> new Restore(temp.resolve("third.zip"), temp.resolve("third")).run(false))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("first.zip");
        assertThat(temp.resolve("third")).doesNotExist();
    }

    @Test
    void folderThatHoldsSomethingIsReplacedOnlyWhenTold() throws IOException {
        backup("backup.zip", null);
        upload("c.txt", "three fish");
        Restore restore = new Restore(temp.resolve("backup.zip"), data);
        assertThatThrownBy(() -> restore.run(false)).hasMessageContaining("--replace");
        assertThatThrownBy(() -> restore.run(true)).hasMessageContaining("in use");
        indexer.close();
        RestoreView view = restore.run(true);
        assertThat(Path.of(view.former()).resolve("index")).exists();
        assertThat(data.resolve("models").resolve("large.gguf")).exists();
        indexer = Indexer.open(IndexerConfig.of(data), null);
        assertThat(texts(indexer)).hasSize(2);
    }

    @Test
    void restoringThatWasInterruptedIsEndedOrUndone() throws IOException {
        backup("backup.zip", null);
        upload("c.txt", "three fish");
        indexer.close();
        indexer = null;
        Path archive = temp.resolve("backup.zip");
        new Restore(archive, temp.resolve("data.restored")).run(false);
        assertThat(Restore.finish(data)).as("died before it changed anything").isFalse();
        assertThat(Indexer.check(data).documents()).isEqualTo(3);

        Files.move(data, temp.resolve("data.before-1"));
        assertThat(Restore.finish(data))
                .as("died when the former folder had made room")
                .isTrue();
        assertThat(Restore.finish(data)).isFalse();
        assertThat(Indexer.check(data).documents()).isEqualTo(2);
        assertThat(data.resolve("models").resolve("large.gguf")).exists();
        assertThat(temp.resolve("data.restored")).doesNotExist();
        assertThat(temp.resolve("data.before-1").resolve("index")).exists();

        Files.createDirectories(temp.resolve("data.restoring-999999999").resolve("index"));
        new Restore(archive, data).run(true);
        assertThat(temp.resolve("data.restoring-999999999"))
                .as("left by one that died while it unpacked")
                .doesNotExist();
    }

    @Test
    void damagedBackupIsRefusedOrHarmless() throws IOException {
        long seed = Long.getLong("tests.seed", System.nanoTime());
        System.out.println("BackupTest: -Dtests.seed=" + seed);
        Random random = new Random(seed);
        backup("backup.zip", null);
        byte[] whole = Files.readAllBytes(temp.resolve("backup.zip"));
        Path damaged = temp.resolve("damaged.zip");
        int refused = 0;
        for (int i = 0; i < 40; i++) {
            byte[] bytes = whole.clone();
            int bit = random.nextInt(bytes.length * 8);
            bytes[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(damaged, bytes);
            Path target = temp.resolve("restored" + i);
            try {
                // A bit that no file hangs on, such as one of a time stamp.
                assertThat(new Restore(damaged, target).run(false).documents()).isEqualTo(2);
            } catch (NuriException e) {
                assertThat(e.code()).as("bit %s: %s", bit, e.getMessage()).isEqualTo(ErrorCode.CORRUPT);
                assertThat(target).doesNotExist();
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10);
        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left).noneMatch(file -> file.toString().contains(".restoring"));
        }
    }
}
