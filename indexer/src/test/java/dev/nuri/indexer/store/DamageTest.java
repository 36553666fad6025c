package dev.nuri.indexer.store;

import static dev.nuri.indexer.TestDocuments.document;
import static dev.nuri.indexer.TestDocuments.lines;
import static dev.nuri.indexer.TestDocuments.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexCheck;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Seeds;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever byte of a stored file is changed or cut off: it is told at the start and by a check, and never served. */
class DamageTest {

    @TempDir
    Path folder;

    private final Random random = Seeds.random("DamageTest");

    private static StoreSettings settings() {
        return new StoreSettings(
                new WhitespaceAnalyzer(), _ -> null, "analysis-1", "embedder-1", 4, null, CommitStamp.FORMAT, 0);
    }

    @BeforeEach
    void fill() {
        try (LuceneStore store = LuceneStore.open(folder, settings())) {
            for (int i = 0; i < 40; i++) {
                SourceDocument d = document("c", "d" + i, "en", "one fish\ntwo bird w" + i);
                store.replace(d, lines(d), new float[][] {{1, 0, 0, 0}, {0, 1, 0, 0}});
                store.putSource(source(d));
                if (i % 10 == 9) {
                    store.commit();
                }
            }
            store.delete(document("c", "d3", "en", "").id());
            store.putSource(emptied(source(document("c", "d3", "en", ""))));
        }
    }

    private static SourceRecord emptied(SourceRecord record) {
        return record.withDocuments(List.of());
    }

    @Test
    void wholeIndexPasses() {
        IndexCheck check = IndexChecker.check(folder);
        assertThat(check.damages()).isEmpty();
        assertThat(check.documents()).isEqualTo(39);
        assertThat(check.passages()).isEqualTo(78);
        try (LuceneStore store = LuceneStore.open(folder, settings());
                HeldCommit held = store.hold(() -> {})) {
            assertThat(IndexChecker.check(folder, held).damages()).isEmpty();
        }
    }

    @Test
    void everyFlippedBitIsToldByFile() throws IOException {
        int flips = Integer.getInteger("nuri.flips.cycles", 300);
        List<Path> files = files();
        for (int i = 0; i < flips; i++) {
            Path file = files.get(i % files.size());
            byte[] whole = Files.readAllBytes(file);
            byte[] flipped = whole.clone();
            int bit = random.nextInt(whole.length * 8);
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(file, flipped);
            requireTold(file, "bit " + bit);
            Files.write(file, whole);
        }
        System.out.println("DamageTest: " + flips + " flipped bits in " + files.size() + " files, all told");
    }

    @Test
    void everyCutIsToldByFile() throws IOException {
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
                Files.write(file, Arrays.copyOf(whole, length));
                requireTold(file, "length " + length);
            }
            Files.delete(file);
            requireTold(file, "removed");
            Files.write(file, whole);
        }
    }

    private void requireTold(Path file, String what) {
        assertThatThrownBy(() -> LuceneStore.open(folder, settings()).abandon())
                .as("%s of %s", what, file)
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isIn(ErrorCode.CORRUPT, ErrorCode.CONFLICT));
        assertThat(IndexChecker.check(folder).damages())
                .as("%s of %s", what, file)
                .isNotEmpty();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().equals("write.lock"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void brokenRulesAreTold() {
        SourceDocument d = document("c", "d5", "en", "");
        try (LuceneStore store = LuceneStore.open(folder, settings())) {
            store.delete(d.id());
        }
        assertThat(IndexChecker.check(folder).damages())
                .singleElement()
                .satisfies(damage -> assertThat(damage.toString()).contains("d5", d.id(), "not there", "nuri reindex"));
    }
}
