package dev.nuri.indexer.store;

import static dev.nuri.indexer.TestDocuments.document;
import static dev.nuri.indexer.TestDocuments.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStoreContract;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;

final class LuceneStoreTest extends PassageStoreContract {

    @Override
    protected PassageStore open(Path folder, String analysis, String embedder) {
        return LuceneStore.open(folder, settings(analysis, embedder, 0));
    }

    private static StoreSettings settings(String analysis, String embedder, long minFree) {
        return new StoreSettings(
                new WhitespaceAnalyzer(),
                lang -> "ko".equals(lang) ? "ko" : null,
                analysis,
                embedder,
                4,
                null,
                CommitStamp.FORMAT,
                minFree);
    }

    @Test
    void heldFolderIsRefused() {
        assertThatThrownBy(() -> open(folder, "analysis-1", "embedder-1"))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining(folder.toString());
    }

    @Test
    void whatIsPublishedStaysInTheLogUntilItIsCommitted() {
        SourceDocument a = document("c", "a", "en", "one fish");
        store.replace(a, lines(a), null);
        store.publish();
        assertThat(store.logBytes()).isPositive();
        store.commit();
        assertThat(store.logBytes()).isZero();
    }

    @Test
    void newerFormatIsRefused() throws IOException {
        SourceDocument a = document("c", "a", "en", "one fish");
        store.replace(a, lines(a), null);
        store.commit();
        store.close();
        store = null;
        try (FSDirectory directory = FSDirectory.open(folder);
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            writer.setLiveCommitData(Map.of("nuri.format", "99").entrySet());
            writer.commit();
        }
        assertThatThrownBy(() -> open(folder, "analysis-1", "embedder-1"))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining("99");
    }

    @Test
    void damageIsNamed() throws IOException {
        SourceDocument a = document("c", "a", "en", "one fish");
        store.replace(a, lines(a), null);
        store.commit();
        store.close();
        store = null;
        Path segments = file("segments_");
        byte[] bytes = Files.readAllBytes(segments);
        Files.write(segments, Arrays.copyOf(bytes, bytes.length / 2), StandardOpenOption.TRUNCATE_EXISTING);
        assertCorrupt(segments.getFileName().toString());

        Files.delete(segments);
        assertCorrupt("segments_N");
    }

    @Test
    void missingFileIsNamed() throws IOException {
        SourceDocument a = document("c", "a", "en", "one fish");
        store.replace(a, lines(a), null);
        store.commit();
        store.close();
        store = null;
        Path data = file("_0.cfs");
        Files.delete(data);
        assertCorrupt("_0.cfs");
    }

    private Path file(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void assertCorrupt(String name) {
        assertThatThrownBy(() -> open(folder, "analysis-1", "embedder-1"))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT))
                .hasMessageContaining(name);
    }

    @Test
    void tooLittleSpaceRefusesWritesButNotDeletes() {
        SourceDocument a = document("c", "a", "en", "one fish");
        store.replace(a, lines(a), null);
        store.commit();
        store.close();
        store = LuceneStore.open(folder, settings("analysis-1", "embedder-1", Long.MAX_VALUE));

        assertThatThrownBy(() -> store.replace(a, lines(a), null))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DISK_FULL));
        store.delete(a.id());
        store.commit();
        assertThat(found("fish")).isEmpty();
    }

    @Test
    void fullDiskLosesNothingAndTheStoreGoesOn() throws IOException {
        store.close();
        AtomicBoolean full = new AtomicBoolean();
        store = LuceneStore.open(
                new FullDirectory(FSDirectory.open(folder), full),
                folder,
                settings("analysis-1", "embedder-1", 0),
                StoreLog.files(folder));
        SourceDocument a = document("c", "a", "en", "one fish");
        SourceDocument b = document("c", "b", "en", "two fish");
        store.replace(a, lines(a), null);
        store.commit();

        full.set(true);
        assertDiskFull(() -> store.replace(b, lines(b), null));
        full.set(false);
        assertDiskFull(() -> store.replace(a, lines(a), null));
        store.commit();
        store.replace(b, lines(b), null);
        store.sync();
        full.set(true);
        assertDiskFull(store::commit);
        assertThat(found("fish")).containsExactly(a.id() + "#0");

        full.set(false);
        store.commit();
        assertThat(found("fish")).hasSize(2);
    }

    private static void assertDiskFull(ThrowableAssert.ThrowingCallable write) {
        assertThatThrownBy(write).isInstanceOfSatisfying(NuriException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.DISK_FULL));
    }

    @Test
    void closedStoreSaysSo() {
        store.close();
        PassageStore closed = store;
        store = null;
        SourceDocument a = document("c", "a", "en", "one fish");
        assertThatThrownBy(() -> closed.snapshot(Viewer.OPERATOR)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> closed.replace(a, lines(a), null)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> closed.source("c", "x")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void snapshotOutlivesTheStore() {
        SourceDocument a = document("c", "a", "en", "one fish");
        store.replace(a, lines(a), null);
        store.commit();
        try (IndexSnapshot last = store.snapshot(Viewer.OPERATOR)) {
            store.close();
            store = null;
            assertThat(last.document(a.id())).contains(a);
        }
    }

    @Test
    void folderIsFreeAfterClose() {
        assertThat(store.sizeBytes()).isPositive();
        store.close();
        store = open(folder, "analysis-1", "embedder-1");
        assertThat(store.sources(Viewer.OPERATOR, null, "")).isEmpty();
    }

    /** A directory on a disk that can be filled up. */
    private static final class FullDirectory extends FilterDirectory {

        private final AtomicBoolean full;

        FullDirectory(FSDirectory directory, AtomicBoolean full) {
            super(directory);
            this.full = full;
        }

        @Override
        public IndexOutput createOutput(String name, IOContext context) throws IOException {
            return new FilterIndexOutput("full?", name, super.createOutput(name, context)) {
                @Override
                public void writeByte(byte b) throws IOException {
                    requireRoom();
                    super.writeByte(b);
                }

                @Override
                public void writeBytes(byte[] b, int offset, int length) throws IOException {
                    requireRoom();
                    super.writeBytes(b, offset, length);
                }
            };
        }

        private void requireRoom() throws IOException {
            if (full.get()) {
                throw new IOException("No space left on device");
            }
        }
    }
}
