package dev.nuri.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileIngestorTest {

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

    @Test
    void folderIsBroughtInLine() throws IOException {
        Path a = fixture.write("a.txt", "one fish");
        Path b = fixture.write("sub/b.txt", "two fish\nred fish");
        IngestReport first = fixture.ingest(fixture.files);
        assertCounts(first, 2, 0, 0, 0, 0);
        assertThat(first.passages()).isEqualTo(3);
        assertThat(fixture.found("fish")).containsExactly(SourceUris.of(a), SourceUris.of(b), SourceUris.of(b));

        Files.writeString(a, "one bird");
        fixture.write("c.txt", "three fish");
        IngestReport second = fixture.ingest(fixture.files);
        assertCounts(second, 1, 1, 0, 1, 0);
        assertThat(fixture.found("bird")).containsExactly(SourceUris.of(a));

        Files.delete(b);
        IngestReport third = fixture.ingest(fixture.files);
        assertCounts(third, 0, 0, 1, 2, 0);
        assertThat(fixture.found("two")).isEmpty();
        assertThat(fixture.store.source(IngestFixture.C, SourceUris.of(b))).isEmpty();
    }

    @Test
    void untouchedFileIsNotReadAgain() throws IOException {
        Path a = fixture.write("a.txt", "one fish");
        Files.setLastModifiedTime(a, FileTime.from(Instant.parse("2020-01-01T00:00:00.5Z")));
        fixture.ingest(fixture.files);
        long generation = generation();

        assertCounts(fixture.ingest(fixture.files), 0, 0, 0, 1, 0);
        assertThat(generation()).as("an unchanged folder costs no commit").isEqualTo(generation);
        assertThat(fixture.extractor.read).hasSize(1);
    }

    @Test
    void touchedFileIsHashedButNotReadAgain() throws IOException {
        Path a = fixture.write("a.txt", "one fish");
        fixture.ingest(fixture.files);
        Files.setLastModifiedTime(a, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        assertCounts(fixture.ingest(fixture.files), 0, 0, 0, 1, 0);
        assertThat(fixture.extractor.read).hasSize(1);
        assertThat(fixture.store
                        .source(IngestFixture.C, SourceUris.of(a))
                        .orElseThrow()
                        .modified())
                .isEqualTo(Instant.parse("2020-01-01T00:00:00Z"));
    }

    @Test
    void changeWithinTheResolutionOfTimeStampsIsSeen() throws IOException {
        Path a = fixture.write("a.txt", "one fish");
        FileTime stamp = Files.getLastModifiedTime(a);
        fixture.ingest(fixture.files);
        Files.writeString(a, "two fish");
        Files.setLastModifiedTime(a, stamp);
        assertCounts(fixture.ingest(fixture.files), 0, 1, 0, 0, 0);
        assertThat(fixture.found("two")).hasSize(1);
    }

    @Test
    void renamedFileStaysFoundOnce() throws IOException {
        Path a = fixture.write("a.txt", "one fish");
        fixture.ingest(fixture.files);
        Path b = fixture.files.resolve("b.txt");
        Files.move(a, b);
        IngestReport report = fixture.ingest(fixture.files);
        assertCounts(report, 1, 0, 1, 0, 0);
        assertThat(report.duplicates()).isZero();
        assertThat(fixture.found("fish")).containsExactly(SourceUris.of(b));
    }

    @Test
    void membersComeAndGo() throws IOException {
        Path box = fixture.write("box.box", "in/a=one fish\nb=two fish\nc=FAIL parse");
        String uri = SourceUris.of(box);
        IngestReport first = fixture.ingest(fixture.files);
        assertCounts(first, 2, 0, 0, 0, 1);
        assertThat(first.failures()).containsExactly(new IngestFailure(box + "!/c", "parse", "It cannot be read."));
        assertThat(fixture.found("fish")).containsExactly(uri + "!/b", uri + "!/in/a");

        fixture.write("box.box", "in/a=one fish\nd=new fish\nd=other fish");
        IngestReport second = fixture.ingest(fixture.files);
        assertCounts(second, 2, 0, 1, 1, 0);
        assertThat(fixture.found("fish")).containsExactly(uri + "!/d", uri + "!/d~2", uri + "!/in/a");

        Files.delete(box);
        assertCounts(fixture.ingest(fixture.files), 0, 0, 3, 0, 0);
        assertThat(fixture.documents()).isEmpty();
    }

    @Test
    void oddNamesAreKept() throws IOException {
        List<String> names = List.of(
                "with space.txt",
                "\uD83D\uDE00.txt",
                "\u200Frtl\u202Eabc.txt",
                "#?%41!.txt",
                "가나다.txt",
                "dir!/x.txt",
                "a..\\b.txt");
        for (String name : names) {
            fixture.write(name, "fish in " + name);
        }
        assertCounts(fixture.ingest(fixture.files), names.size(), 0, 0, 0, 0);
        for (String name : names) {
            Path file = fixture.files.resolve(name);
            SourceDocument document = fixture.document(file);
            assertThat(SourceUris.path(document.uri())).isEqualTo(file);
            assertThat(SourceDocument.sourceUri(document.uri())).isEqualTo(document.uri());
            assertThat(document.title()).doesNotContain("\u202E", ".txt");
        }
        fixture.write("box.box", "../../etc/passwd=fish up\na b/\uD83D\uDE00#?=fish odd");
        assertCounts(fixture.ingest(fixture.files.resolve("box.box")), 2, 0, 0, 0, 0);
        assertThat(fixture.documents())
                .containsKeys(
                        SourceUris.of(fixture.files.resolve("box.box")) + "!/../../etc/passwd",
                        SourceUris.of(fixture.files.resolve("box.box")) + "!/a%20b/%F0%9F%98%80%23%3F");
    }

    @Test
    void hiddenFilesLoopsAndOwnDataAreSkipped() throws IOException {
        fixture.write("a.txt", "one fish");
        fixture.write(".hidden", "hidden fish");
        fixture.write(".git/config", "hidden fish");
        Files.createSymbolicLink(fixture.files.resolve("loop"), fixture.files);
        Files.createSymbolicLink(fixture.files.resolve("data"), fixture.dataDir);
        Files.createSymbolicLink(fixture.files.resolve("dangling"), folder.resolve("nonesuch"));
        IngestReport report = fixture.ingest(fixture.files);
        assertCounts(report, 1, 0, 0, 0, 1);
        assertThat(report.failures()).extracting(IngestFailure::stage).containsExactly("scan");
        assertCounts(fixture.ingest(fixture.files.resolve(".hidden")), 1, 0, 0, 0, 0);
        assertCounts(fixture.ingest(fixture.files), 0, 0, 0, 1, 1);
        assertThat(fixture.documents()).hasSize(2);
    }

    @Test
    void missingTargetIsNamed() {
        assertThatThrownBy(() -> fixture.ingest(fixture.files.resolve("nonesuch")))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("nonesuch");
        assertThatThrownBy(() -> fixture.ingest("ftp://localhost/x"))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
        assertThatThrownBy(() -> fixture.ingest("a\0b"))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT));
    }

    @Test
    void unreadableFilesAndFoldersAreReported() throws IOException {
        fixture.write("a.txt", "one fish");
        Path locked = fixture.write("locked.txt", "two fish");
        Path inside = fixture.write("closed/inside.txt", "three fish");
        fixture.ingest(fixture.files);
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        Files.setLastModifiedTime(locked, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        Files.setPosixFilePermissions(inside.getParent(), PosixFilePermissions.fromString("---------"));
        try {
            assumeTrue(!Files.isReadable(locked), "this user may read everything");
            IngestReport report = fixture.ingest(fixture.files);
            assertCounts(report, 0, 0, 1, 1, 2);
            assertThat(report.failures()).extracting(IngestFailure::stage).containsExactly("scan", "read");
            assertThat(fixture.found("three"))
                    .as("an unread folder's files are kept")
                    .hasSize(1);
        } finally {
            Files.setPosixFilePermissions(inside.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void fileThatFailsNowLosesItsDocuments() throws IOException {
        Path a = fixture.write("a.txt", "one fish");
        fixture.ingest(fixture.files);
        Files.writeString(a, "FAIL parse");
        IngestReport report = fixture.ingest(fixture.files);
        assertCounts(report, 0, 0, 1, 0, 1);
        assertThat(report.failures().getFirst().reason()).contains("removed from the index");
        assertThat(fixture.found("fish")).isEmpty();
        assertThat(fixture.store
                        .source(IngestFixture.C, SourceUris.of(a))
                        .orElseThrow()
                        .failures())
                .hasSize(1);
    }

    @Test
    void failuresStandAndOnlySomeAreTriedAgain() throws IOException {
        fixture.write("lasting.box", "a=one fish\nb=FAIL parse");
        fixture.write("passing.box", "a=two fish\nb=FAIL ocr");
        fixture.write("nothing.txt", "FAIL parse");
        assertCounts(fixture.ingest(fixture.files), 2, 0, 0, 0, 3);
        fixture.extractor.read.clear();
        assertCounts(fixture.ingest(fixture.files), 0, 0, 0, 2, 3);
        assertThat(fixture.extractor.read).containsExactlyInAnyOrder("passing.box", "nothing.txt");
    }

    @Test
    void tooLargeFileIsReportedUnread() throws IOException {
        fixture.write("large.txt", "x".repeat(100_001));
        IngestReport report = fixture.ingest(fixture.files);
        assertCounts(report, 0, 0, 0, 0, 1);
        assertThat(report.failures().getFirst().stage()).isEqualTo("limit");
        assertThat(fixture.extractor.read).isEmpty();
    }

    @Test
    void duplicateIsShownOnceAndTakesOver() throws IOException {
        Path a = fixture.write("a.txt", "same fish");
        fixture.ingest(fixture.files);
        Path b = fixture.write("b.txt", "same fish");
        Path c = fixture.write("c.txt", "same fish");
        IngestReport report = fixture.ingest(fixture.files);
        assertCounts(report, 2, 0, 0, 1, 0);
        assertThat(report.duplicates()).isEqualTo(2);
        assertThat(fixture.found("fish")).containsExactly(SourceUris.of(a));
        String first = SourceDocument.idOf(IngestFixture.C, SourceUris.of(a));
        assertThat(fixture.document(b).metadata()).containsEntry(SourceDocument.DUPLICATE_OF, first);

        Files.writeString(a, "other bird");
        fixture.ingest(fixture.files);
        assertThat(fixture.found("fish")).hasSize(1);
        assertThat(fixture.found("bird")).containsExactly(SourceUris.of(a));

        SourceDocument shown = fixture.document(fixture.found("fish").getFirst().equals(SourceUris.of(b)) ? b : c);
        assertThat(shown.metadata()).doesNotContainKey(SourceDocument.DUPLICATE_OF);
        assertThat(fixture.ingestor.remove(shown.id())).isTrue();
        assertThat(fixture.found("fish")).hasSize(1).doesNotContain(shown.uri());
        assertThat(fixture.ingestor.remove(SourceDocument.idOf(
                        IngestFixture.C, fixture.found("fish").getFirst())))
                .isTrue();
        assertThat(fixture.found("fish")).isEmpty();
    }

    @Test
    void duplicatesWithinOneIngestAreShownOnce() throws IOException {
        for (int i = 0; i < 40; i++) {
            fixture.write("f" + i + ".txt", "same fish");
            fixture.write("e" + i + ".txt", "");
        }
        IngestReport report = fixture.ingest(fixture.files);
        assertThat(report.duplicates()).isEqualTo(39);
        assertThat(fixture.found("fish")).hasSize(1);
    }

    @Test
    void removedDocumentStaysAwayUntilItsFileChangesOrIsNamed() throws IOException {
        Path a = fixture.write("a.txt", "one fish");
        fixture.ingest(fixture.files);
        String id = SourceDocument.idOf(IngestFixture.C, SourceUris.of(a));
        assertThat(fixture.ingestor.remove(id)).isTrue();
        assertThat(fixture.ingestor.remove(id)).isFalse();
        assertThat(fixture.found("fish")).isEmpty();
        assertCounts(fixture.ingest(fixture.files), 0, 0, 0, 0, 0);
        assertCounts(fixture.ingest(a), 1, 0, 0, 0, 0);
        fixture.ingestor.remove(id);
        Files.writeString(a, "two fish");
        assertCounts(fixture.ingest(fixture.files), 1, 0, 0, 0, 0);
    }

    @Test
    void cancelledIngestKeepsWhatIsDone() throws IOException {
        for (int i = 0; i < 50; i++) {
            fixture.write("f" + i + ".txt", "fish " + i);
        }
        AtomicInteger asked = new AtomicInteger();
        IngestReport report = fixture.ingestor.ingest(
                new IngestRequest(List.of(fixture.files.toString()), null, AccessRule.UNSAID),
                _ -> {},
                () -> asked.incrementAndGet() > 60 || !fixture.extractor.read.isEmpty());
        assertThat(report.added()).isBetween(0L, 49L);
        assertThat(fixture.documents()).hasSize((int) report.added());
        assertCounts(fixture.ingest(fixture.files), 50 - report.added(), 0, 0, report.added(), 0);
    }

    @Test
    void progressEndsComplete() throws IOException {
        for (int i = 0; i < 20; i++) {
            fixture.write("f" + i + ".txt", i == 7 ? "FAIL parse" : "fish " + i);
        }
        Queue<IngestProgress> told = new ConcurrentLinkedQueue<>();
        IngestReport report = fixture.ingestor.ingest(
                new IngestRequest(List.of(fixture.files.toString()), null, AccessRule.UNSAID), told::add, () -> false);
        IngestProgress last = told.stream().reduce((_, b) -> b).orElseThrow();
        assertThat(last.filesDone()).isEqualTo(20);
        assertThat(last.filesTotal()).isEqualTo(20);
        assertThat(last.passages()).isEqualTo(19);
        assertThat(last.failures()).isEqualTo(1);
        assertThat(last.scanning()).isFalse();
        assertThat(told.size()).isLessThanOrEqualTo((int) (report.elapsed().toMillis() / 100) + 2);
    }

    @Test
    void englishPassagesGetVectorsInBatches() throws IOException {
        for (int i = 0; i < 30; i++) {
            fixture.write("f" + i + ".txt", "fish " + i + "\nbird " + i);
        }
        fixture.write("ko.txt", "물고기");
        fixture.ingest(fixture.files);
        assertThat(vectors()).isEqualTo(60);
        assertThat(fixture.embedder.batches.stream().mapToInt(n -> n).sum()).isEqualTo(60);
        assertThat(fixture.embedder.batches.size()).isLessThan(31);
    }

    @Test
    void failedEmbeddingLeavesWordsAndIsTriedAgain() throws IOException {
        fixture.write("a.txt", "one fish");
        fixture.embedder.broken = true;
        IngestReport report = fixture.ingest(fixture.files);
        assertCounts(report, 1, 0, 0, 0, 0);
        assertThat(report.failures()).extracting(IngestFailure::stage).containsExactly("embed");
        assertThat(fixture.found("fish")).hasSize(1);
        assertThat(vectors()).isZero();

        fixture.embedder.broken = false;
        assertCounts(fixture.ingest(fixture.files), 0, 1, 0, 0, 0);
        assertThat(vectors()).isEqualTo(1);
    }

    @Test
    void uploadIsKeptReplacedAndRemoved() throws IOException {
        Path bytes = fixture.write("tmp1", "one fish");
        assertCounts(fixture.ingestor.upload(bytes, "C:\\dir\\my file.txt", null, AccessRule.UNSAID), 1, 0, 0, 0, 0);
        SourceDocument first = fixture.documents().get("upload:my%20file.txt");
        assertThat(first.title()).isEqualTo("my file");
        Files.delete(bytes);
        assertThat(original(first)).isEqualTo("one fish");

        Path other = fixture.write("tmp2", "two fish");
        assertCounts(fixture.ingestor.upload(other, "my file.txt", null, AccessRule.UNSAID), 0, 1, 0, 0, 0);
        assertCounts(fixture.ingestor.upload(other, "my file.txt", null, AccessRule.UNSAID), 0, 0, 0, 1, 0);
        assertThat(originals()).hasSize(1);
        SourceDocument second = fixture.documents().get("upload:my%20file.txt");
        assertThat(original(second)).isEqualTo("two fish");

        assertThat(fixture.ingestor.remove(second.id())).isTrue();
        assertThat(originals()).isEmpty();
        assertCounts(fixture.ingestor.upload(other, "my file.txt", null, AccessRule.UNSAID), 1, 0, 0, 0, 0);
        assertThatThrownBy(() -> fixture.ingestor.upload(other, "../..", null, AccessRule.UNSAID))
                .isInstanceOf(NuriException.class);
    }

    @Test
    void originalOfAChangedFileIsGone() throws IOException {
        Path a = fixture.write("a.txt", "one fish");
        fixture.ingest(fixture.files);
        assertThat(original(fixture.document(a))).isEqualTo("one fish");
        Files.writeString(a, "two fish");
        assertThat(fixture.ingestor.original(fixture.document(a))).isNull();
        Files.delete(a);
        assertThat(fixture.ingestor.original(fixture.document(a))).isNull();
    }

    @Test
    void fullDiskEndsTheIngestWithOneSentence() throws IOException {
        fixture.write("a.txt", "one fish");
        fixture.close();
        fixture = new IngestFixture(folder, Long.MAX_VALUE);
        assertThatThrownBy(() -> fixture.ingest(fixture.files))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
        fixture.close();
        fixture = new IngestFixture(folder);
        assertCounts(fixture.ingest(fixture.files), 1, 0, 0, 0, 0);
    }

    @Test
    void fileBecomesFolderAndBack() throws IOException {
        Path x = fixture.write("x", "one fish");
        fixture.ingest(x);
        Files.delete(x);
        fixture.write("x/y", "two fish");
        assertCounts(fixture.ingest(x), 1, 0, 1, 0, 0);
        Files.delete(x.resolve("y"));
        Files.delete(x);
        fixture.write("x", "three fish");
        assertCounts(fixture.ingest(x), 1, 0, 1, 0, 0);
        assertThat(fixture.found("fish")).containsExactly(SourceUris.of(x));
    }

    private static void assertCounts(
            IngestReport report, long added, long changed, long deleted, long unchanged, long failed) {
        assertThat(List.of(report.added(), report.changed(), report.deleted(), report.unchanged(), report.failed()))
                .as("added, changed, deleted, unchanged, failed; %s", report.failures())
                .containsExactly(added, changed, deleted, unchanged, failed);
    }

    private String original(SourceDocument document) throws IOException {
        try (InputStream in = fixture.ingestor.original(document)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<Path> originals() throws IOException {
        try (var files = Files.list(fixture.dataDir.resolve("originals"))) {
            return files.toList();
        }
    }

    private long generation() {
        try (IndexSnapshot now = fixture.store.snapshot(Viewer.OPERATOR)) {
            return now.generation();
        }
    }

    private int vectors() throws IOException {
        try (IndexSnapshot now = fixture.store.snapshot(Viewer.OPERATOR)) {
            return now.searcher().nearest(new float[] {1, 0, 0, 0}, null, 1_000).size();
        }
    }
}
