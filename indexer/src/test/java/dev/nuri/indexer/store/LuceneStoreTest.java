package dev.nuri.indexer.store;

import static dev.nuri.indexer.TestDocuments.document;
import static dev.nuri.indexer.TestDocuments.lines;
import static dev.nuri.indexer.TestDocuments.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStoreContract;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceAccess;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
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
import org.junit.jupiter.api.io.TempDir;

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

    /** What shows whether a change was made. */
    private interface State {
        boolean of(PassageStore store, IndexSnapshot now);
    }

    @Test
    void readersOfADocumentAndOfItsSourceChangeTogether(@TempDir Path elsewhere) throws IOException {
        SortedSet<String> red = Readers.of(List.of("group:red"));
        SourceDocument a = document("c", "a", "en", "one fish");
        SourceRecord source = source(a);
        requireTogether(
                elsewhere,
                a,
                () -> store.setReaders(a.id(), red, source.withAccess(new SourceAccess(red, null, Map.of()))),
                (_, now) -> now.document(a.id()).orElseThrow().readers().equals(red),
                (opened, _) -> opened.source("c", source.uri())
                        .orElseThrow()
                        .access()
                        .readers()
                        .equals(red));
    }

    @Test
    void aDocumentIsDeletedTogetherWithItsListing(@TempDir Path elsewhere) throws IOException {
        SourceDocument a = document("c", "a", "en", "one fish");
        SourceRecord source = source(a);
        requireTogether(
                elsewhere,
                a,
                () -> store.delete(a.id(), source.withDocuments(List.of())),
                (_, now) -> now.document(a.id()).isEmpty(),
                (opened, _) -> opened.source("c", source.uri())
                        .orElseThrow()
                        .documentIds()
                        .isEmpty());
    }

    /** Cuts the log at each few bytes of what a change wrote: then both states have changed, or neither. */
    private void requireTogether(Path elsewhere, SourceDocument a, Runnable change, State one, State other)
            throws IOException {
        SourceRecord source = source(a);
        store.replace(a, lines(a), null);
        store.putSource(source);
        store.commit();
        store.setReaders(a.id(), source.access().readers());
        store.publish();
        Path segment;
        try (Stream<Path> segments = Files.list(folder.resolve(StoreLog.FOLDER))) {
            segment = segments.max(Comparator.naturalOrder()).orElseThrow();
        }
        int before = lastByte(Files.readAllBytes(segment));
        change.run();
        store.sync();
        byte[] whole = Files.readAllBytes(segment);
        ((LuceneStore) store).abandon();
        store = null;
        int after = lastByte(whole);
        assertThat(after).isGreaterThan(before + 100);
        Path copy = elsewhere.resolve("copy");
        Set<Boolean> outcomes = new HashSet<>();
        for (int cut = before + 1; cut <= after + 1; cut += 9) {
            copyTo(copy);
            byte[] left = Arrays.copyOf(Arrays.copyOf(whole, cut), whole.length);
            Files.write(copy.resolve(StoreLog.FOLDER).resolve(segment.getFileName()), left);
            try (PassageStore opened = open(copy, "analysis-1", "embedder-1");
                    IndexSnapshot now = opened.snapshot(Viewer.OPERATOR)) {
                boolean changed = one.of(opened, now);
                assertThat(other.of(opened, now)).as("cut at %s", cut).isEqualTo(changed);
                outcomes.add(changed);
            }
        }
        assertThat(outcomes).containsExactlyInAnyOrder(true, false);
    }

    private static int lastByte(byte[] bytes) {
        int last = bytes.length - 1;
        while (bytes[last] == 0) {
            last--;
        }
        return last;
    }

    private void copyTo(Path copy) throws IOException {
        if (Files.exists(copy)) {
            try (Stream<Path> tree = Files.walk(copy)) {
                for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path each : tree.toList()) {
                Files.copy(each, copy.resolve(folder.relativize(each).toString()));
            }
        }
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
