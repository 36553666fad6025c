package dev.nuri.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import dev.nuri.indexer.store.CommitStamp;
import dev.nuri.indexer.store.IndexFolders;
import dev.nuri.indexer.store.LuceneStore;
import dev.nuri.indexer.store.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rebuilding an index with another embedder while it is in use. */
final class RebuildTest {

    @TempDir
    Path folder;

    private final HashingEmbedder other = new HashingEmbedder("other", 6);

    private IngestReport rebuild(IngestFixture nuri, BooleanSupplier cancelled) {
        Rebuild rebuild = new Rebuild(
                () -> LiveSuccessor.begin(nuri.store, IngestFixture.settings(other, 0), nuri.services),
                nuri.services,
                cancelled);
        return nuri.ingestor.rebuild(rebuild, _ -> {});
    }

    private IngestReport rebuild(IngestFixture nuri) {
        return rebuild(nuri, () -> false);
    }

    @Test
    void whatIsWrittenMeanwhileIsInTheNewIndex() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch written = new CountDownLatch(1);
        other.beforeBatch = () -> {
            begun.countDown();
            if (begun.getCount() == 0) {
                await(written);
            }
        };
        try (IngestFixture nuri = new IngestFixture(folder);
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            nuri.write("kept.txt", "kept words");
            Path changed = nuri.write("changed.txt", "former words");
            Path removed = nuri.write("removed.txt", "removed words");
            Path gone = nuri.write("gone.txt", "gone words");
            nuri.ingest(nuri.files);
            Future<IngestReport> rebuilding = thread.submit(() -> rebuild(nuri));
            await(begun);

            nuri.write("changed.txt", "present words, more of them");
            Files.delete(gone);
            nuri.write("added.txt", "added words");
            nuri.ingest(nuri.files);
            nuri.ingestor.remove(nuri.document(removed).id());
            assertThat(vectors(nuri, nuri.embedder)).isEqualTo(3);
            try (IndexSnapshot before = nuri.store.snapshot(Viewer.OPERATOR)) {
                written.countDown();
                assertThat(rebuilding.get().changed()).isEqualTo(4);
                assertThat(before.embedder()).isSameAs(nuri.embedder);
                assertThat(before.document(nuri.document(changed).id())).isPresent();
            }
            assertThat(titles(nuri)).containsExactly("added", "changed", "kept");
            assertThat(nuri.document(changed).text()).startsWith("present");
            assertThat(vectors(nuri, other)).isEqualTo(3);
            assertThat(nuri.ingest(nuri.files).unchanged()).isEqualTo(3);
            nuri.write("later.txt", "later words");
            nuri.ingest(nuri.files);
            assertThat(vectors(nuri, other)).isEqualTo(4);
            assertOnlyTheIndex(nuri);
        }
    }

    /** Passages found by vectors of {@code embedder}, which the index must be of. */
    private static int vectors(IngestFixture nuri, Embedder embedder) throws IOException {
        try (IndexSnapshot now = nuri.store.snapshot(Viewer.OPERATOR)) {
            assertThat(now.embedder()).isSameAs(embedder);
            assertThat(now.embedderId()).isEqualTo(embedder.id());
            float[] query = new float[embedder.dimension()];
            query[0] = 1;
            return now.searcher().nearest(query, null, 100).size();
        }
    }

    private static Set<String> titles(IngestFixture nuri) {
        Set<String> titles = new TreeSet<>();
        nuri.documents().values().stream().map(SourceDocument::title).forEach(titles::add);
        return titles;
    }

    private static void assertOnlyTheIndex(IngestFixture nuri) {
        assertThat(nuri.dataDir.toFile().list()).contains("index").doesNotContain("index.next", "index.old");
    }

    @Test
    void cancellingLeavesTheOldIndexAndNothingElse() throws Exception {
        try (IngestFixture nuri = new IngestFixture(folder)) {
            nuri.write("a.txt", "some words");
            nuri.ingest(nuri.files);
            assertThatThrownBy(() -> rebuild(nuri, () -> true)).isInstanceOf(CancellationException.class);
            assertThat(vectors(nuri, nuri.embedder)).isEqualTo(1);
            assertOnlyTheIndex(nuri);
            assertThat(rebuild(nuri).changed()).isEqualTo(1);
        }
    }

    @Test
    void embedderThatDoesNotWorkLeavesTheOldIndex() throws Exception {
        try (IngestFixture nuri = new IngestFixture(folder)) {
            nuri.write("a.txt", "some words");
            nuri.ingest(nuri.files);
            other.broken = true;
            assertThatThrownBy(() -> rebuild(nuri)).hasMessageContainingAll("other", "the model is gone");
            assertThat(vectors(nuri, nuri.embedder)).isEqualTo(1);
            assertOnlyTheIndex(nuri);
        }
    }

    @Test
    void tooLittleRoomIsSaidBeforeItBegins() throws Exception {
        try (IngestFixture nuri = new IngestFixture(folder)) {
            nuri.write("a.txt", "some words");
            nuri.ingest(nuri.files);
            Services greedy = new Services(
                    new IndexerConfig(nuri.dataDir, nuri.config.parser(), nuri.config.fetch(), Long.MAX_VALUE / 2),
                    nuri.store,
                    null,
                    null,
                    nuri.services.splitter());
            Rebuild rebuild = new Rebuild(
                    () -> LiveSuccessor.begin(nuri.store, IngestFixture.settings(other, 0), greedy),
                    greedy,
                    () -> false);
            assertThatThrownBy(() -> nuri.ingestor.rebuild(rebuild, _ -> {}))
                    .isInstanceOfSatisfying(
                            NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL))
                    .hasMessageContaining("MiB of free disk space");
            assertThat(other.batches).isEmpty();
        }
    }

    @Test
    void changeOverThatFailsLeavesTheOldIndexInUse() throws Exception {
        try (IngestFixture nuri = new IngestFixture(folder)) {
            nuri.write("a.txt", "some words");
            nuri.ingest(nuri.files);
            int[] moves = {0};
            nuri.beforeStep = () -> {
                if (++moves[0] == 2) {
                    throw new IllegalStateException("no second move");
                }
            };
            assertThatThrownBy(() -> rebuild(nuri)).hasMessage("no second move");
            assertThat(vectors(nuri, nuri.embedder)).isEqualTo(1);
            nuri.write("b.txt", "other words");
            nuri.ingest(nuri.files);
            assertThat(vectors(nuri, nuri.embedder)).isEqualTo(2);
            assertOnlyTheIndex(nuri);
        }
    }

    @Test
    void wheneverTheProcessDiesOneWholeIndexIsThere() throws Exception {
        Path copies = Files.createDirectories(folder.resolve("copies"));
        List<Path> taken = new ArrayList<>();
        try (IngestFixture nuri = new IngestFixture(folder.resolve("nuri"))) {
            for (int i = 0; i < 100; i++) {
                nuri.write("f" + i + ".txt", "words of file " + i);
            }
            nuri.ingest(nuri.files);
            Runnable copy = () -> taken.add(copied(nuri.dataDir, copies.resolve("c" + taken.size())));
            other.beforeBatch = copy;
            nuri.beforeStep = copy;
            rebuild(nuri);
            copy.run();
        }
        assertThat(taken).hasSizeGreaterThan(7);
        List<String> embedders =
                taken.stream().map(this::embedderAfterADeath).distinct().toList();
        assertThat(embedders).containsExactly("hashing", "other");
    }

    /** Opens what a process that died left, and checks that it is whole. */
    private String embedderAfterADeath(Path dataDir) {
        IndexFolders folders = new IndexFolders(dataDir);
        folders.settle();
        boolean isOld = CommitStamp.read(folders.index())
                .orElseThrow()
                .isOfEmbedder(IngestFixture.settings(new HashingEmbedder(), 0));
        StoreSettings settings = IngestFixture.settings(isOld ? new HashingEmbedder() : other, 0);
        try (LuceneStore store = LuceneStore.open(folders.index(), settings);
                IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            folders.dropNext();
            assertThat(now.documents(null, 0, 1_000)).hasSize(100);
            assertThat(store.sources(Viewer.OPERATOR, null, "")).hasSize(100);
            assertThat(dataDir.toFile().list()).doesNotContain("index.next", "index.old");
            return settings.embedder();
        }
    }

    private static Path copied(Path from, Path to) {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path file : tree.toList()) {
                copyIfThere(file, to.resolve(from.relativize(file)));
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyIfThere(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to);
        } catch (NoSuchFileException e) {
            assertThat(from).as("gone while it was copied").doesNotExist();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
