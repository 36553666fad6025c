package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.TermQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Indexes that earlier versions wrote ({@code formats/format-N.zip}: the folder {@code index}, three documents of the
 * collection {@code port}): each is opened, searched, written to and rebuilt, or refused with a sentence that says what
 * to do.
 */
final class FormerFormatsTest {

    private static final String HARBOUR = SourceDocument.idOf("port", "upload:harbour.txt");

    @TempDir
    Path data;

    private void unpack(int format) throws IOException {
        Path index = Files.createDirectories(data.resolve("index"));
        try (InputStream file = FormerFormatsTest.class.getResourceAsStream("/formats/format-" + format + ".zip");
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    Files.copy(zip, index.resolve(Path.of(entry.getName()).getFileName()));
                }
            }
        }
    }

    private Indexer open() {
        return Indexer.open(config(), null, _ -> null);
    }

    private IndexerConfig config() {
        return new IndexerConfig(data, IndexerConfig.Parser.defaults(), IndexerConfig.Fetch.defaults(), 0);
    }

    private static long found(Indexer indexer, String word) {
        try (IndexSnapshot now = indexer.store().snapshot(Viewer.OPERATOR)) {
            return now.searcher().count(new TermQuery(new Term(IndexSchema.BODY, word)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireAll(Indexer indexer) {
        requireDocuments(indexer);
        try (IndexSnapshot now = indexer.store().snapshot(Viewer.OPERATOR)) {
            assertThat(now.passages(HARBOUR))
                    .extracting(Passage::text)
                    .containsExactly("The lighthouse of the harbour was built in 1908.", "Ships pass it at night.");
        }
    }

    private static void requireDocuments(Indexer indexer) {
        try (IndexSnapshot now = indexer.store().snapshot(Viewer.OPERATOR)) {
            IndexSnapshot.CollectionStats port = now.collections().get("port");
            assertThat(port.documents()).isEqualTo(3);
            SourceDocument harbour = now.document(HARBOUR).orElseThrow();
            assertThat(harbour.readers()).isEmpty();
            assertThat(harbour.text())
                    .isEqualTo("The lighthouse of the harbour was built in 1908.\nShips pass it at night.");
        }
        assertThat(found(indexer, "1908")).isPositive();
        assertThat(indexer.store().sources(Viewer.OPERATOR, "port", "upload:")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6})
    void takesOnThePresentFormat(int format) throws IOException {
        unpack(format);
        try (Indexer indexer = open()) {
            requireAll(indexer);
            indexer.ingestor().setReaders(HARBOUR, Readers.of(List.of("group:red")));
            indexer.ingestor().setCollectionQuota("port", new Quota(3, 4, 1_000));
            try (IndexSnapshot now = indexer.store().snapshot(Viewer.OPERATOR)) {
                assertThat(now.quotas().get("port").used())
                        .as("counted in entries without counts")
                        .isEqualTo(new Quota.Use(3, 4, bytes(now)));
            }
            assertThatThrownBy(() -> indexer.ingestor().requireRoom("port", "new.txt"))
                    .hasMessage("The quota of documents of the collection 'port' is 3, and this would exceed it.");
            assertThat(indexer.ingestor().remove(HARBOUR)).isTrue();
        }
        try (Indexer again = open()) {
            try (IndexSnapshot now = again.store().snapshot(Viewer.OPERATOR)) {
                assertThat(now.quotas().get("port").used().documents()).isEqualTo(2);
            }
        }
    }

    private static long bytes(IndexSnapshot now) {
        return now.documents("port", 0, 10).stream()
                .mapToLong(d -> now.document(d.id()).orElseThrow().text().getBytes(StandardCharsets.UTF_8).length)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void isSearchedAsItIsUntilItIsRebuilt(int format) throws IOException {
        unpack(format);
        try (Indexer indexer = open()) {
            requireAll(indexer);
            assertThat(indexer.notice().orElseThrow())
                    .startsWith("The index has format " + format + " and this version of Nuri writes ")
                    .contains("`nuri reindex`");
            assertThatThrownBy(() -> indexer.ingestor().setReaders(HARBOUR, Readers.of(List.of("group:red"))))
                    .hasMessage("The index has format " + format + ", in which everyone may read everything: rebuild it"
                            + " with `nuri reindex` before you say who may read what.");
            assertThatThrownBy(
                            () -> indexer.ingestor().setCollectionQuota("port", new Quota(3, Quota.UNLIMITED, 1_000)))
                    .hasMessage("The index has format " + format + ", which has no quotas: rebuild it with"
                            + " `nuri reindex` before you set one.");
            indexer.reindex(_ -> {}, () -> false);
            assertThat(indexer.notice()).isEmpty();
            requireDocuments(indexer);
            indexer.ingestor().setCollectionQuota("port", new Quota(3, 4, 1_000));
        }
        try (Indexer again = Indexer.open(config(), null)) {
            requireDocuments(again);
        }
    }

    @Test
    void anOlderOneIsRefusedAndCanBeRebuilt() throws IOException {
        unpack(2);
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("The index has format 2 and this version of Nuri writes ")
                .hasMessageContaining("rebuild it with `nuri reindex`.");
        IngestReport report = Indexer.reindex(config(), null, _ -> {});
        assertThat(report.changed()).isEqualTo(3);
        try (Indexer rebuilt = Indexer.open(config(), null)) {
            requireDocuments(rebuilt);
        }
    }
}
