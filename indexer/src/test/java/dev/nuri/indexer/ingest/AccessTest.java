package dev.nuri.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.Ingestor;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may read what comes in, and what becomes of that. */
final class AccessTest {

    private static final SortedSet<String> RED = Readers.of(List.of("group:red"));
    private static final SortedSet<String> BLUE = Readers.of(List.of("group:blue"));

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

    private IngestReport ingest(AccessRule access) {
        IngestRequest request = new IngestRequest(List.of(fixture.files.toString()), IngestFixture.C, access);
        return fixture.ingestor.ingest(request, _ -> {}, () -> false);
    }

    private SortedSet<String> readers(Path file) {
        return fixture.document(file).readers();
    }

    private int found(Viewer viewer) {
        try (IndexSnapshot now = fixture.store.snapshot(viewer)) {
            return now.documents(null, 0, 100).size();
        }
    }

    @Test
    void whatIsAskedIsSetAndKeptWhileNothingElseIsSaid() throws IOException {
        Path a = fixture.write("a.txt", "one fish");
        assertThat(ingest(new AccessRule.Principals(RED)).added()).isEqualTo(1);
        assertThat(readers(a)).isEqualTo(RED);
        assertThat(ingest(AccessRule.UNSAID).unchanged()).isEqualTo(1);
        assertThat(readers(a)).isEqualTo(RED);

        Files.writeString(a, "two fish");
        ingest(AccessRule.UNSAID);
        assertThat(readers(a)).as("of a changed file").isEqualTo(RED);
        assertThat(fixture.extractor.read).hasSize(2);

        assertThat(ingest(new AccessRule.Principals(Readers.EVERYONE)).changed())
                .isEqualTo(1);
        assertThat(readers(a)).isEmpty();
        assertThat(fixture.extractor.read)
                .as("nothing is read for other readers")
                .hasSize(2);
    }

    @Test
    void theNearestSidecarCountsAndIsNoticedAlone() throws IOException {
        Path top = fixture.write("top.txt", "one fish");
        Path inner = fixture.write("sub/deep/inner.txt", "two fish");
        fixture.write(Ingestor.SIDECAR, "# ours\ngroup:red\n");
        ingest(new AccessRule.Principals(BLUE));
        assertThat(readers(top)).isEqualTo(RED);
        assertThat(readers(inner)).isEqualTo(RED);
        assertThat(fixture.documents()).hasSize(2);

        fixture.write("sub/" + Ingestor.SIDECAR, "group:blue");
        IngestReport second = ingest(AccessRule.UNSAID);
        assertThat(second.changed()).isEqualTo(1);
        assertThat(second.unchanged()).isEqualTo(1);
        assertThat(readers(inner)).isEqualTo(BLUE);
        assertThat(fixture.extractor.read).hasSize(2);

        Files.delete(fixture.files.resolve("sub").resolve(Ingestor.SIDECAR));
        Files.delete(fixture.files.resolve(Ingestor.SIDECAR));
        ingest(AccessRule.UNSAID);
        assertThat(readers(inner)).as("nobody said that it is open").isEqualTo(BLUE);
    }

    @Test
    void aSidecarThatIsNotUnderstoodStopsItsFolder() throws IOException {
        Path a = fixture.write("a.txt", "one fish");
        Path b = fixture.write("sub/b.txt", "two fish");
        ingest(AccessRule.UNSAID);
        fixture.write("sub/" + Ingestor.SIDECAR, "the red ones");
        fixture.write("sub/c.txt", "three fish");
        IngestReport report = ingest(AccessRule.UNSAID);
        assertThat(report.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.path()).endsWith("sub/" + Ingestor.SIDECAR);
            assertThat(failure.reason()).contains("A principal is user:NAME, group:NAME or everyone");
        });
        assertThat(fixture.documents()).containsOnlyKeys(SourceUris.of(a), SourceUris.of(b));
    }

    @Test
    void whatIsSetByHandStandsUntilTheFolderSaysOtherwise() throws IOException {
        fixture.write(Ingestor.SIDECAR, "group:red");
        Path a = fixture.write("a.txt", "one fish");
        ingest(AccessRule.UNSAID);
        assertThat(fixture.ingestor.setReaders(fixture.document(a).id(), BLUE)).isTrue();
        assertThat(fixture.ingestor.setReaders("unknown", BLUE)).isFalse();
        assertThat(found(new Viewer(Set.of("group:red"), null))).isZero();
        ingest(AccessRule.UNSAID);
        Files.writeString(a, "two fish");
        ingest(AccessRule.UNSAID);
        assertThat(readers(a)).isEqualTo(BLUE);

        fixture.write(Ingestor.SIDECAR, "group:green");
        ingest(AccessRule.UNSAID);
        assertThat(readers(a)).isEqualTo(Readers.of(List.of("group:green")));
    }

    @Test
    void aMemberKeepsItsOwnReadersWhileItIsGone() throws IOException {
        Path box = fixture.write("a.box", "x=one fish\ny=two fish");
        ingest(AccessRule.UNSAID);
        String x = SourceDocument.idOf(IngestFixture.C, SourceUris.of(box) + "!/x");
        fixture.ingestor.setReaders(x, RED);
        Files.writeString(box, "y=two fish");
        ingest(AccessRule.UNSAID);
        Files.writeString(box, "x=one fish again\ny=two fish");
        ingest(AccessRule.UNSAID);
        assertThat(found(new Viewer(Set.of(), null))).isEqualTo(1);
        assertThat(found(new Viewer(Set.of("group:red"), null))).isEqualTo(2);
    }

    @Test
    void duplicatesAreOfTheSameReaders() throws IOException {
        Path a = fixture.write("a.txt", "one fish");
        Path b = fixture.write("b.txt", "one fish");
        Path c = fixture.write("sub/c.txt", "one fish");
        fixture.write("sub/" + Ingestor.SIDECAR, "group:red");
        ingest(AccessRule.UNSAID);
        assertThat(fixture.found("fish")).hasSize(2).contains(SourceUris.of(c));

        boolean aIsFirst = fixture.found("fish").contains(SourceUris.of(a));
        fixture.ingestor.setReaders(fixture.document(aIsFirst ? a : b).id(), RED);
        assertThat(fixture.found("fish"))
                .as("each of other readers is found by itself")
                .hasSize(3);
        assertThat(fixture.document(aIsFirst ? b : a).metadata()).doesNotContainKey(SourceDocument.DUPLICATE_OF);
    }

    @Test
    void theFileSystemTellsWhoMayRead() throws IOException {
        Path open = fixture.write("open.txt", "one fish");
        Path group = fixture.write("group.txt", "two fish");
        Path own = fixture.write("own.txt", "three fish");
        Path inside = fixture.write("closed/inside.txt", "four fish");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(group, PosixFilePermissions.fromString("rw-r-----"));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(inside.getParent(), PosixFilePermissions.fromString("rwx------"));
        // The temporary folder itself may let nobody else in.
        for (Path above = fixture.files; above.startsWith(folder); above = above.getParent()) {
            Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        ingest(new AccessRule.Posix());
        PosixFileAttributes attributes = Files.readAttributes(open, PosixFileAttributes.class);
        String owner = "user:" + attributes.owner().getName();
        assertThat(readers(open)).isEmpty();
        assertThat(readers(group)).containsExactly("group:" + attributes.group().getName(), owner);
        assertThat(readers(own)).containsExactly(owner);
        assertThat(readers(inside)).containsExactly(owner);

        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-------"));
        ingest(new AccessRule.Posix());
        assertThat(readers(open)).containsExactly(owner);
        assertThat(fixture.extractor.read).hasSize(4);
    }

    @Test
    void uploadsHaveReaders() throws IOException {
        Path bytes = Files.writeString(folder.resolve("bytes"), "one fish");
        fixture.ingestor.upload(bytes, "a.txt", null, new AccessRule.Principals(RED));
        assertThat(found(new Viewer(Set.of(), null))).isZero();
        assertThat(found(new Viewer(Set.of("group:red"), null))).isEqualTo(1);
        assertThat(fixture.ingestor.mayReplace(new Viewer(Set.of(), null), IngestFixture.C, "a.txt"))
                .isFalse();
        assertThat(fixture.ingestor.mayReplace(new Viewer(Set.of(), null), IngestFixture.C, "b.txt"))
                .isTrue();
        assertThatThrownBy(() -> fixture.ingestor.upload(bytes, "a.txt", null, new AccessRule.Posix()))
                .isInstanceOf(NuriException.class)
                .hasMessageContaining("posix");
    }

    @Test
    void failuresAreHiddenLikeDocuments() throws IOException {
        fixture.write("sub/bad.txt", "FAIL parse");
        fixture.write("sub/" + Ingestor.SIDECAR, "group:red");
        ingest(AccessRule.UNSAID);
        assertThat(fixture.store.sources(new Viewer(Set.of(), null), null, "")).isEmpty();
        assertThat(fixture.store.sources(new Viewer(Set.of("group:red"), null), null, ""))
                .hasSize(1);
    }

    @Test
    void whatIsNoPrincipalIsRefused() {
        assertThatThrownBy(() -> AccessRule.of(List.of("alice")))
                .hasMessage("A principal is user:NAME, group:NAME or everyone, got 'alice'.");
        assertThatThrownBy(() -> AccessRule.of(List.of("posix", "user:a"))).isInstanceOf(NuriException.class);
        assertThat(AccessRule.of(List.of("everyone", "user:a"))).isEqualTo(new AccessRule.Principals(Readers.EVERYONE));
        assertThat(AccessRule.of(null)).isEqualTo(AccessRule.UNSAID);
    }
}
