package dev.nuri.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.Seeds;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collection may hold, and what becomes of what it may not. */
final class QuotaTest {

    private static final SortedSet<String> RED = Readers.of(List.of("group:red"));

    @TempDir
    Path folder;

    private IngestFixture fixture;

    @BeforeEach
    void open() {
        fixture = new IngestFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void quota(long documents, long passages, long bytes) {
        fixture.ingestor.setCollectionQuota(IngestFixture.C, new Quota(documents, passages, bytes));
    }

    private void quotaOfDocuments(long documents) {
        quota(documents, Quota.UNLIMITED, Quota.UNLIMITED);
    }

    private Quota.Use used() {
        try (IndexSnapshot now = fixture.store.snapshot(Viewer.OPERATOR)) {
            return now.quotas().get(IngestFixture.C).used();
        }
    }

    private IngestReport upload(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("upload"), text);
        return fixture.ingestor.upload(file, name, IngestFixture.C, AccessRule.UNSAID);
    }

    private static String id(String name) {
        return SourceDocument.idOf(IngestFixture.C, SourceUris.upload(name));
    }

    private SourceDocument uploaded(String name) {
        try (IndexSnapshot now = fixture.store.snapshot(Viewer.OPERATOR)) {
            return now.document(id(name)).orElseThrow();
        }
    }

    @Test
    void whatExceedsItIsToldAndTheRestIsTaken() throws IOException {
        for (int i = 0; i < 7; i++) {
            fixture.write("f" + i + ".txt", "fish number " + i);
        }
        quotaOfDocuments(4);
        IngestReport report = fixture.ingest(fixture.files);
        assertThat(report.added()).isEqualTo(4);
        assertThat(report.failed()).isEqualTo(3);
        assertThat(report.failures()).hasSize(3).allSatisfy(failure -> {
            assertThat(failure.stage()).isEqualTo("quota");
            assertThat(failure.reason())
                    .isEqualTo("The quota of documents of the collection 'default' is 4, and this would exceed it.");
        });
        assertThat(used().documents()).isEqualTo(4);
        assertThat(fixture.found("fish")).hasSize(4);

        quotaOfDocuments(6);
        assertThat(fixture.ingest(fixture.files).added())
                .as("tried again without a change of the file")
                .isEqualTo(2);
        fixture.ingestor.setCollectionQuota(IngestFixture.C, Quota.NONE);
        assertThat(fixture.ingest(fixture.files).added()).isEqualTo(1);
        try (IndexSnapshot now = fixture.store.snapshot(Viewer.OPERATOR)) {
            assertThat(now.quotas()).isEmpty();
        }
    }

    @Test
    void whatWasThereStaysWithItsOriginalAndItsNewReaders() throws IOException {
        upload("a.txt", "one fish");
        quota(Quota.UNLIMITED, 1, Quota.UNLIMITED);
        Path file = Files.writeString(folder.resolve("upload"), "one bird\ntwo bird");
        IngestReport report = fixture.ingestor.upload(file, "a.txt", IngestFixture.C, new AccessRule.Principals(RED));
        assertThat(report.failures()).singleElement().satisfies(failure -> assertThat(failure.reason())
                .isEqualTo("The quota of passages of the collection 'default' is 1, and this would exceed it."
                        + " What was there before stays."));
        assertThat(report.deleted()).isZero();
        SourceDocument kept = uploaded("a.txt");
        assertThat(kept.text()).isEqualTo("one fish");
        assertThat(kept.readers()).as("who may read it was said anew").isEqualTo(RED);
        try (InputStream original = fixture.ingestor.original(kept)) {
            assertThat(new String(original.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("one fish");
        }
        assertThat(fixture.found("bird")).isEmpty();

        assertThat(upload("a.txt", "red bird").changed())
                .as("as large as before")
                .isEqualTo(1);
        assertThat(fixture.found("bird")).hasSize(1);
    }

    @Test
    void whatTakesNoMoreThanBeforeIsTakenAboveALimitSetLater() throws IOException {
        upload("a.txt", "one fish\ntwo fish\nred fish");
        upload("b.txt", "blue fish");
        quota(1, 2, 10);
        assertThat(used()).isEqualTo(new Quota.Use(2, 4, 35));
        assertThat(upload("a.txt", "one bird\ntwo bird").changed()).isEqualTo(1);
        assertThat(upload("c.txt", "x").failed()).isEqualTo(1);
        assertThat(upload("a.txt", "one bird\ntwo bird\nthree").failed()).isEqualTo(1);
        assertThat(fixture.ingestor.remove(id("a.txt"))).isTrue();
        assertThat(used()).isEqualTo(new Quota.Use(1, 1, 9));
    }

    @Test
    void aFullCollectionIsToldBeforeAnythingIsSent() throws IOException {
        upload("a.txt", "one fish");
        quotaOfDocuments(1);
        assertThatThrownBy(() -> fixture.ingestor.requireRoom(IngestFixture.C, "b.txt"))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVER_QUOTA));
        assertThatCode(() -> fixture.ingestor.requireRoom(IngestFixture.C, "a.txt"))
                .doesNotThrowAnyException();
        assertThatCode(() -> fixture.ingestor.requireRoom("other", "b.txt")).doesNotThrowAnyException();
        fixture.ingestor.remove(id("a.txt"));
        assertThatCode(() -> fixture.ingestor.requireRoom(IngestFixture.C, "b.txt"))
                .doesNotThrowAnyException();
    }

    @Test
    void aDuplicateTakesThePlaceOfItsOriginalWithoutGrowing() throws IOException {
        upload("a.txt", "one fish\ntwo fish");
        upload("b.txt", "one fish\ntwo fish");
        quota(2, 4, 1_000);
        assertThat(used()).as("as if it had passages of its own").isEqualTo(new Quota.Use(2, 4, 34));
        assertThat(fixture.found("fish")).hasSize(2);
        fixture.ingestor.remove(id("a.txt"));
        assertThat(fixture.found("fish")).containsExactly("upload:b.txt", "upload:b.txt");
        assertThat(used()).isEqualTo(new Quota.Use(1, 2, 17));
        assertThat(upload("c.txt", "three bird\nfour bird\nfive").failed()).isEqualTo(1);
        assertThat(upload("c.txt", "three bird\nfour bird").added()).isEqualTo(1);
        assertThat(fixture.ingestor.setReaders(id("c.txt"), RED)).isTrue();
        assertThat(used()).isEqualTo(new Quota.Use(2, 4, 37));
    }

    @Test
    void aRefusedOriginalLeavesNoDuplicateBehind() throws IOException {
        quota(Quota.UNLIMITED, 3, Quota.UNLIMITED);
        for (int i = 0; i < 6; i++) {
            fixture.write("same" + i + ".txt", "one\ntwo\nthree\nfour");
        }
        IngestReport report = fixture.ingest(fixture.files);
        assertThat(report.failed()).isEqualTo(6);
        assertThat(fixture.documents()).isEmpty();
        assertThat(used()).isEqualTo(Quota.Use.NOTHING);
    }

    /** Files are written by several threads, so that which are refused is chance; how much comes in is not. */
    @Test
    void isExactWhateverTheOrder() throws IOException {
        Random random = Seeds.random("QuotaTest.isExactWhateverTheOrder");
        for (int round = 0; round < 12; round++) {
            Path files = Files.createDirectories(fixture.files.resolve("round" + round));
            TreeMap<String, Integer> passages = new TreeMap<>();
            for (int i = 0; i < 40; i++) {
                int lines = 1 + random.nextInt(4);
                String name = "f" + i + ".txt";
                Files.writeString(files.resolve(name), ("fish " + round + " " + i + "\n").repeat(lines));
                passages.put(files.resolve(name).toString(), lines);
            }
            Quota.Use before = round == 0 ? Quota.Use.NOTHING : used();
            long limit = before.passages() + random.nextInt(110);
            quota(Quota.UNLIMITED, limit, Quota.UNLIMITED);
            IngestReport report = fixture.ingest(files);
            Quota.Use after = used();
            assertThat(after.passages()).isLessThanOrEqualTo(limit);
            assertThat(after.documents() - before.documents()).isEqualTo(report.added());
            List<Integer> refused = new ArrayList<>();
            report.failures().forEach(failure -> refused.add(passages.get(failure.path())));
            assertThat(refused).allSatisfy(lines -> assertThat(after.passages() + lines)
                    .as("a document was refused though there was room")
                    .isGreaterThan(limit));
            assertThat(report.added() + report.failed()).isEqualTo(40);
        }
    }

    @Test
    void countsWhatIsThereAfterARestart() throws IOException {
        upload("a.txt", "one fish\ntwo fish");
        quota(2, 100, 100);
        upload("b.txt", "물고기");
        fixture.close();
        open();
        assertThat(used()).isEqualTo(new Quota.Use(2, 3, 26));
        assertThat(upload("c.txt", "x").failed()).isEqualTo(1);
        IngestRequest request = new IngestRequest(List.of(fixture.files.toString()), "other", AccessRule.UNSAID);
        fixture.write("d.txt", "elsewhere");
        assertThat(fixture.ingestor.ingest(request, _ -> {}, () -> false).added())
                .isEqualTo(1);
    }
}
