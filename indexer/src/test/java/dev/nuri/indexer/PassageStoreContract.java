package dev.nuri.indexer;

import static dev.nuri.indexer.TestDocuments.document;
import static dev.nuri.indexer.TestDocuments.lines;
import static dev.nuri.indexer.TestDocuments.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.indexer.EntrySearcher.FoundPassage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.TermQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link PassageStore} keeps to. A new one extends this and says how it is opened. */
public abstract class PassageStoreContract {

    /** Components of the vectors of the store under test. */
    protected static final int DIMENSION = 4;

    @TempDir
    protected Path folder;

    protected PassageStore store;

    /**
     * Opens the store in a folder, again if it was there.
     *
     * @param analysis fingerprint of its analyzers, which split at spaces
     * @param embedder id of its embedder of {@link #DIMENSION} components
     */
    protected abstract PassageStore open(Path folder, String analysis, String embedder);

    /** Steps beside the model: fewer where each takes long. */
    protected int modelSteps() {
        return 400;
    }

    /** Whether collections have quotas; a store that keeps none refuses to set one. */
    protected boolean keepsQuotas() {
        return true;
    }

    @BeforeEach
    void open() {
        store = open(folder, "analysis-1", "embedder-1");
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    private void reopen() {
        store.close();
        store = null;
        open();
    }

    @Test
    void nothingIsSeenBeforeCommit() {
        SourceDocument a = document("c", "a", "en", "one fish\ntwo fish");
        store.replace(a, lines(a), null);

        assertThat(found("fish")).isEmpty();
        try (IndexSnapshot before = store.snapshot(Viewer.OPERATOR)) {
            store.commit();
            assertThat(before.document(a.id())).isEmpty();
            assertThat(before.collections()).isEmpty();
        }
        assertThat(found("fish")).containsExactlyInAnyOrder(a.id() + "#0", a.id() + "#1");
    }

    @Test
    void documentComesBackWhole() {
        String text = "첫 문장입니다.\n둘째 \uD83D\uDE00 문장.\n\u202Eright to left\u202C مرحبا";
        SourceDocument a = document("문서", "이름 with space", "ko", text);
        store.replace(a, lines(a), null);
        store.commit();

        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            assertThat(now.document(a.id())).contains(a);
            assertThat(now.passages(a.id())).isEqualTo(lines(a));
            assertThat(now.documents(null, 0, 10)).containsExactly(withoutText(a));
            assertThat(now.document("nonesuch")).isEmpty();
            assertThat(now.passages("nonesuch")).isEmpty();
        }
    }

    @Test
    void hitHasPassageAndDocument() throws IOException {
        SourceDocument a = document("c", "a", "en", "one fish\ntwo bird");
        store.replace(a, lines(a), null);
        store.commit();

        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            List<FoundPassage> hits = now.searcher().search(term("bird"), 10);
            IndexSnapshot.StoredPassage hit = now.passage(hits.getFirst().number());
            assertThat(hit.passage()).isEqualTo(lines(a).get(1));
            assertThat(List.of(hit.title(), hit.uri(), hit.collection(), hit.mediaType()))
                    .containsExactly(a.title(), a.uri(), a.collection(), a.mediaType());
            assertThat(hit.fingerprint()).isNotZero();
        }
    }

    @Test
    void equalScoresAreInTheOrderOfIds() throws IOException {
        List<String> ids = new ArrayList<>();
        for (int d = 0; d < 6; d++) {
            SourceDocument tie = document("c", "tie" + d, "en", "heron\n".repeat(12));
            store.replace(tie, lines(tie), null);
            lines(tie).forEach(passage -> ids.add(passage.id()));
            // Segments of their own, which an engine merges.
            store.commit();
        }
        ids.sort(null);
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            assertThat(now.searcher().search(term("heron"), 40))
                    .extracting(FoundPassage::id)
                    .isEqualTo(ids.subList(0, 40));
        }
    }

    @Test
    void replacementLeavesNothingOfTheOld() {
        SourceDocument old = document("c", "a", "en", "one fish\ntwo fish\nred fish");
        SourceDocument young = document("c", "a", "en", "blue bird");
        SourceDocument other = document("c", "b", "en", "other fish");
        store.replace(old, lines(old), null);
        store.replace(other, lines(other), null);
        store.commit();
        store.replace(young, lines(young), null);
        store.commit();

        assertThat(found("fish")).containsExactly(other.id() + "#0");
        assertThat(found("bird")).containsExactly(young.id() + "#0");
    }

    @Test
    void deletionTakesPassagesAndDocument() {
        SourceDocument a = document("c", "a", "en", "one fish");
        SourceDocument b = document("c", "b", "en", "two fish");
        store.replace(a, lines(a), null);
        store.replace(b, lines(b), null);
        store.commit();
        store.delete(a.id());
        store.delete("nonesuch");
        store.commit();

        assertThat(found("fish")).containsExactly(b.id() + "#0");
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            assertThat(now.document(a.id())).isEmpty();
            assertThat(now.documents("c", 0, 10)).extracting(SourceDocument::id).containsExactly(b.id());
        }
    }

    @Test
    void uncommittedDocumentCanBeDeleted() {
        SourceDocument a = document("c", "a", "en", "one fish");
        store.replace(a, lines(a), null);
        store.delete(a.id());
        store.commit();
        assertThat(found("fish")).isEmpty();
    }

    @Test
    void generationGrowsOnlyWithChange() {
        long empty = generation();
        store.commit();
        assertThat(generation()).isEqualTo(empty);

        SourceDocument a = document("c", "a", "en", "one fish");
        store.replace(a, lines(a), null);
        assertThat(generation()).isEqualTo(empty);
        store.commit();
        long one = generation();
        assertThat(one).isGreaterThan(empty);

        store.delete("nonesuch");
        store.deleteSource("c", "file:///nonesuch");
        store.commit();
        assertThat(generation()).isEqualTo(one);

        reopen();
        assertThat(generation()).isEqualTo(one);
        store.putSource(source(a));
        store.commit();
        assertThat(generation()).isGreaterThan(one);
    }

    @Test
    void listingIsByTitleAndPages() {
        List<String> titles = List.of("ältere", "Bär", "bar", "Zoo", "가", "apple", "Éclair");
        titles.forEach(title -> {
            SourceDocument d = document("c", title, "en", "text of " + title);
            store.replace(d, lines(d), null);
        });
        SourceDocument elsewhere = document("d", "elsewhere", "en", "text");
        store.replace(elsewhere, lines(elsewhere), null);
        store.commit();

        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            assertThat(now.documents("c", 0, 100))
                    .extracting(SourceDocument::title)
                    .containsExactly("ältere", "apple", "bar", "Bär", "Éclair", "Zoo", "가");
            assertThat(now.documents("c", 2, 2))
                    .extracting(SourceDocument::title)
                    .containsExactly("bar", "Bär");
            assertThat(now.documents("c", 7, 2)).isEmpty();
            assertThat(now.documents("c", 100, Integer.MAX_VALUE)).isEmpty();
            assertThat(now.documents(null, 0, Integer.MAX_VALUE)).hasSize(8);
            assertThat(now.documents("c", 0, 1).getFirst().text()).isEmpty();
        }
    }

    @Test
    void collectionsAreCounted() {
        SourceDocument a = document("c", "a", "en", "one\ntwo");
        SourceDocument b = document("c", "b", "ko", "하나");
        SourceDocument other = document("d", "a", "en", "");
        List.of(a, b, other).forEach(d -> store.replace(d, lines(d), null));
        store.commit();

        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            assertThat(now.collections())
                    .isEqualTo(Map.of(
                            "c", new IndexSnapshot.CollectionStats(2, 3, Map.of("en", 1L, "ko", 1L)),
                            "d", new IndexSnapshot.CollectionStats(1, 0, Map.of("en", 1L))));
        }
    }

    @Test
    void sourcesAreSeenAtOnceAndKept() {
        SourceRecord record = new SourceRecord(
                "c",
                "file:///dir/%EA%B0%80%20b.txt",
                12,
                Instant.parse("2026-01-01T00:00:00.123456789Z"),
                "abc",
                List.of("1", "2"),
                List.of(new IngestFailure("a.zip", "parse", "It is encrypted.")),
                Instant.parse("2026-01-02T00:00:00Z"),
                SourceAccess.EVERYONE);
        store.putSource(record);
        assertThat(store.source("c", record.uri())).contains(record);
        assertThat(store.source("d", record.uri())).isEmpty();
        assertThat(store.sources(Viewer.OPERATOR, "c", "file:///dir/")).containsExactly(record);

        store.commit();
        reopen();
        assertThat(store.source("c", record.uri())).contains(record);
        assertThat(store.sources(Viewer.OPERATOR, null, "file:///dir/")).containsExactly(record);
        assertThat(store.sources(Viewer.OPERATOR, null, "file:///other/")).isEmpty();

        store.deleteSource("c", record.uri());
        assertThat(store.source("c", record.uri())).isEmpty();
        assertThat(store.sources(Viewer.OPERATOR, "c", "")).isEmpty();
        store.commit();
        assertThat(store.source("c", record.uri())).isEmpty();
    }

    @Test
    void sourceTakesItsDocumentsAlong() {
        SourceDocument a = document("c", "a.zip!/x", "en", "one fish");
        SourceDocument b = document("c", "a.zip!/y", "en", "two fish");
        SourceDocument c = document("c", "a.zip2", "en", "three fish");
        List.of(a, b, c).forEach(d -> store.replace(d, lines(d), null));
        store.putSource(source(a));
        store.commit();
        store.deleteSource("c", "file:///a.zip");
        store.commit();
        assertThat(found("fish")).containsExactly(c.id() + "#0");
    }

    @Test
    void reopenedStoreHasAllThatWasWritten() {
        SourceDocument a = document("c", "a", "en", "one fish");
        SourceDocument b = document("c", "b", "en", "two fish");
        store.replace(a, lines(a), null);
        store.commit();
        store.replace(b, lines(b), null);
        store.delete(a.id());
        store.putSource(source(b));
        reopen();
        assertThat(found("fish")).containsExactly(b.id() + "#0");
        assertThat(store.source("c", b.uri())).contains(source(b));
        assertThat(store.logBytes()).isZero();
    }

    @Test
    void publishingShowsWithoutACommit() {
        SourceDocument a = document("c", "a", "en", "one fish");
        store.replace(a, lines(a), null);
        store.sync();
        assertThat(found("fish")).isEmpty();
        long before = generation();
        store.publish();
        assertThat(found("fish")).containsExactly(a.id() + "#0");
        long shown = generation();
        assertThat(shown).isGreaterThan(before);
        store.publish();
        assertThat(generation()).isEqualTo(shown);
        store.delete(a.id());
        store.publish();
        assertThat(found("fish")).isEmpty();
    }

    @Test
    void sourceThatIsBeingReadListsWhatItGaveSoFar() {
        SourceDocument a = document("c", "a.zip!/x", "en", "one fish");
        SourceDocument b = document("c", "a.zip!/y", "en", "two fish");
        SourceRecord whole = source(a);
        SourceRecord begun = new SourceRecord(
                "c",
                whole.uri(),
                SourceRecord.BEGUN,
                whole.modified(),
                "",
                List.of(),
                List.of(),
                whole.indexed(),
                SourceAccess.EVERYONE);
        store.putSource(begun);
        store.replace(a, lines(a), null);
        store.commit();
        assertThat(store.source("c", whole.uri())).contains(begun.withDocuments(List.of(a.id())));
        store.replace(b, lines(b), null);
        reopen();
        assertThat(store.source("c", whole.uri()).orElseThrow().documentIds())
                .containsExactlyInAnyOrder(a.id(), b.id());
        store.putSource(whole);
        store.replace(b, lines(b), null);
        store.commit();
        assertThat(store.source("c", whole.uri())).contains(whole);
    }

    @Test
    void otherFingerprintsAreRefusedWithTheWayOut() {
        SourceDocument a = document("c", "a", "en", "one fish");
        store.replace(a, lines(a), null);
        store.commit();
        store.close();
        store = null;

        assertThatThrownBy(() -> open(folder, "analysis-2", "embedder-1"))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContainingAll("analysis-1", "analysis-2", "nuri reindex");
        assertThatThrownBy(() -> open(folder, "analysis-1", "embedder-2"))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContainingAll("embedder-1", "embedder-2", "nuri reindex");
        open();
        assertThat(found("fish")).hasSize(1);
    }

    @Test
    void emptyStoreTakesOnOtherFingerprints() {
        store.close();
        store = open(folder, "analysis-2", "embedder-2");
        store.commit();
        store.close();
        store = open(folder, "analysis-2", "embedder-2");
        assertThat(store.sources(Viewer.OPERATOR, null, "")).isEmpty();
    }

    @Test
    void vectorsFindTheirPassage() throws IOException {
        SourceDocument a = document("c", "a", "en", "one\ntwo\nthree");
        store.replace(a, lines(a), new float[][] {{1, 0, 0, 0}, null, {0, 1, 0, 0}});
        store.commit();
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            List<FoundPassage> hits = now.searcher().nearest(new float[] {0, 0.8f, 0, 0.6f}, null, 10);
            assertThat(hits).hasSize(2);
            FoundPassage nearest = Collections.max(hits, Comparator.comparingDouble(FoundPassage::score));
            assertThat(now.passage(nearest.number()).passage().ordinal()).isEqualTo(2);
            assertThat(nearest.score()).isCloseTo(0.8, within(1e-3));
        }
    }

    @Test
    void wrongVectorsAreRefused() {
        SourceDocument a = document("c", "a", "en", "one\ntwo");
        assertThatThrownBy(() -> store.replace(a, lines(a), new float[][] {{1, 0, 0, 0}}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.replace(a, lines(a), new float[][] {{1, 0}, null}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 components, got 2");
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThatThrownBy(() -> store.replace(a, lines(a), new float[][] {null, {1, 0, bad, 0}}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("finite, got " + bad + " at 2");
        }
        store.commit();
        assertThat(found("one")).isEmpty();
    }

    @Test
    void readersSeeAllOfTheOldOrAllOfTheNew() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        SourceDocument first = version(0);
        store.replace(first, lines(first), null);
        store.commit();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<Integer>> readers = List.of(
                    threads.submit(() -> readVersions(done, first.id())),
                    threads.submit(() -> readVersions(done, first.id())));
            Future<?> committer = threads.submit(() -> {
                while (!done.get()) {
                    store.commit();
                }
            });
            for (int i = 1; i < 200; i++) {
                SourceDocument next = version(i);
                store.replace(next, lines(next), null);
            }
            done.set(true);
            committer.get();
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        }
        store.commit();
        assertThat(found("v199")).isNotEmpty();
    }

    /** A document whose passages all hold the word of its version, as many as the version says. */
    private static SourceDocument version(int n) {
        return document("c", "versioned", "en", ("v" + n + " fish\n").repeat(1 + n % 7));
    }

    private int readVersions(AtomicBoolean done, String id) {
        int reads = 0;
        do {
            try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
                SourceDocument seen = now.document(id).orElseThrow();
                assertThat(now.passages(id)).isEqualTo(lines(seen));
                assertThat(count(now, "fish")).isEqualTo(lines(seen).size());
                reads++;
            }
        } while (!done.get());
        return reads;
    }

    /** Passages with {@code word}, by id. */
    protected final List<String> found(String word) {
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            return now.searcher().search(term(word), 10_000).stream()
                    .map(hit -> now.passage(hit.number()).passage().id())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long count(IndexSnapshot snapshot, String word) {
        try {
            return snapshot.searcher().count(term(word));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TermQuery term(String word) {
        return new TermQuery(new Term(IndexSchema.BODY, word));
    }

    private long generation() {
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            return now.generation();
        }
    }

    /** What a listing shows of a document. */
    protected static SourceDocument withoutText(SourceDocument d) {
        return new SourceDocument(
                d.id(),
                d.collection(),
                d.uri(),
                d.title(),
                d.lang(),
                d.mediaType(),
                "",
                d.sections(),
                d.pages(),
                d.contentHash(),
                d.modified(),
                d.indexed(),
                d.metadata(),
                Readers.EVERYONE);
    }

    @Test
    void behavesAsTheModel() {
        StoreModel model = new StoreModel(Seeds.random("PassageStoreContract.behavesAsTheModel"), keepsQuotas());
        for (int step = 0; step < modelSteps(); step++) {
            store = model.step(store, () -> open(folder, "analysis-1", "embedder-1"));
            Optional<String> difference = model.difference(store);
            assertThat(difference).as("after step %s", step).isEmpty();
        }
    }

    @Test
    void aQuotaIsKeptOrRefused() {
        Quota one = new Quota(1, Quota.UNLIMITED, Quota.UNLIMITED);
        if (keepsQuotas()) {
            store.setCollectionQuota("c", one);
            SourceDocument a = document("c", "a", "en", "one fish");
            SourceDocument b = document("c", "b", "en", "two fish");
            store.replace(a, lines(a), null);
            assertThatThrownBy(() -> store.replace(b, lines(b), null))
                    .isInstanceOfSatisfying(
                            NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVER_QUOTA));
            store.delete(a.id(), source(a).withDocuments(List.of()));
            store.replace(b, lines(b), null);
            store.delete(b.id());
            store.replace(a, lines(a), null);
            store.deleteSource("c", a.uri());
            store.replace(b, lines(b), null);
        } else {
            assertThatThrownBy(() -> store.setCollectionQuota("c", one))
                    .isInstanceOfSatisfying(
                            NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        }
    }
}
