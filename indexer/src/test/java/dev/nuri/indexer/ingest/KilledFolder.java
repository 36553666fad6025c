package dev.nuri.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.TestDocuments;
import dev.nuri.indexer.Viewer;
import dev.nuri.indexer.ingest.KilledState.Change;
import dev.nuri.indexer.store.HeldCommit;
import dev.nuri.indexer.store.IndexChecker;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.lucene.index.FilterLeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;

/** A data folder whose processes are killed one after another, and what is known to be in it. */
final class KilledFolder {

    private static final int MAX_LIFE_MILLIS = 700;
    /** Of every so many lives one is longer: a rebuilding that ends, and merges. */
    private static final int LONG_EVERY = 8;

    private static final int LONG_LIFE_MILLIS = 2_500;
    /** Of every so many lives one is counted from the opening. */
    private static final int EARLY_EVERY = 4;

    private static final int CHECKED_EVERY = 5;

    private final QuickStart quickStart;
    private final Path folder;
    private final Random random;
    private final Map<String, KilledState> known = new HashMap<>();
    private int lastVersion;
    private int cycle;

    long acknowledged;
    /** Those of them that set who may read something. */
    long permissions;
    /** Segments found that a merge made. */
    long merged;

    final List<Long> openMillis = new ArrayList<>();

    KilledFolder(QuickStart quickStart, Path folder, Random random) {
        this.quickStart = quickStart;
        this.folder = folder;
        this.random = random;
    }

    /** A process lives and is killed; what it left is compared. */
    void cycle() throws Exception {
        verify(live());
        cycle++;
    }

    /** Lets a process live for a while; what it had begun when it died, by key. */
    private Map<String, Change> live() throws Exception {
        Process process = quickStart.start(
                KilledIngestor.class,
                folder.toString(),
                Long.toString(random.nextLong()),
                Integer.toString(lastVersion),
                Long.toString(Long.MAX_VALUE));
        long before = acknowledged;
        Map<String, Change> begun = new HashMap<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("ready");
            boolean atOnce = random.nextInt(EARLY_EVERY) == 0;
            if (atOnce) {
                killLater(process);
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                boolean first = acknowledged == before;
                read(line, begun);
                if (first && !atOnce && acknowledged > before) {
                    killLater(process);
                }
            }
        } catch (AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
        assertThat(process.waitFor()).as("killed, not ended").isEqualTo(128 + 9);
        // A line that was cut may have begun another version.
        lastVersion += 2;
        return begun;
    }

    /**
     * The first change of a process takes many times as long as those after it, so most lives are counted from its end.
     * Killed by its handle: {@link Process#destroyForcibly} closes the pipe too, with what was said and not read yet.
     */
    private void killLater(Process process) {
        int most = random.nextInt(LONG_EVERY) == 0 ? LONG_LIFE_MILLIS : MAX_LIFE_MILLIS;
        int life = random.nextInt(most);
        Thread.ofVirtual().start(() -> {
            sleep(life);
            assertThat(process.toHandle().destroyForcibly()).isTrue();
        });
    }

    private void read(String line, Map<String, Change> begun) {
        assertThat(line).doesNotStartWith("damage");
        if (line.startsWith("begin ")) {
            for (String written : line.substring(6).split(" ", -1)) {
                Change change = Change.of(written);
                begun.put(change.key(), change);
                lastVersion = Math.max(lastVersion, change.version() == null ? 0 : change.version());
            }
        } else if (line.equals("done")) {
            acknowledged++;
            permissions += begun.values().stream().anyMatch(change -> change.readers() != null) ? 1 : 0;
            begun.forEach((key, change) -> known.put(key, known(key).after(change)));
            begun.clear();
        }
    }

    private KilledState known(String key) {
        return known.getOrDefault(key, KilledState.NOTHING);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void verify(Map<String, Change> unanswered) throws IOException {
        long start = System.nanoTime();
        try (IngestFixture nuri = new IngestFixture(folder)) {
            openMillis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            Map<String, SourceDocument> found = new HashMap<>();
            try (IndexSnapshot now = nuri.store.snapshot(Viewer.OPERATOR)) {
                for (SourceDocument listed : now.documents(null, 0, 1_000)) {
                    SourceDocument document = now.document(listed.id()).orElseThrow();
                    assertThat(found.put(document.id(), document)).as("twice").isNull();
                    requireWhole(now, document);
                }
                countMerged(now);
                Stream.concat(known.keySet().stream(), unanswered.keySet().stream())
                        .distinct()
                        .toList()
                        .forEach(key -> verify(nuri, now, key, unanswered.get(key), found));
            }
            assertThat(found).as("cycle %s: never sent", cycle).isEmpty();
            for (String name : KilledState.NAMES) {
                verifySeen(nuri, name);
            }
            if (cycle % CHECKED_EVERY == 0) {
                try (HeldCommit held = nuri.store.hold()) {
                    assertThat(IndexChecker.check(nuri.store.folders().index(), held)
                                    .damages())
                            .isEmpty();
                }
            }
            nuri.ingestor.close();
        }
    }

    private void countMerged(IndexSnapshot now) {
        for (LeafReaderContext leaf : now.searcher().getIndexReader().leaves()) {
            if (FilterLeafReader.unwrap(leaf.reader()) instanceof SegmentReader segment
                    && "merge"
                            .equals(segment.getSegmentInfo()
                                    .info
                                    .getDiagnostics()
                                    .get("source"))) {
                merged++;
            }
        }
    }

    private void verify(
            IngestFixture nuri, IndexSnapshot now, String key, Change change, Map<String, SourceDocument> found) {
        KilledState before = known(key);
        KilledState after = change == null ? before : before.after(change);
        KilledState is = KilledIngestor.isCollection(key)
                ? collection(now, KilledIngestor.collection(key))
                : document(nuri, key, found.remove(KilledIngestor.id(nuri.files, key)));
        boolean isWhole = KilledIngestor.isCollection(key) || (change != null && change.version() == null);
        boolean isRight = isWhole
                ? is.equals(before) || is.equals(after)
                : (before.shows(is) || after.shows(is))
                        && (is.recorded().equals(before.recorded())
                                || is.recorded().equals(after.recorded()));
        assertThat(isRight)
                .as(
                        "cycle %s: %s is %s, was acknowledged as %s, begun as %s (%s)",
                        cycle, key, is, before, after, change)
                .isTrue();
        known.put(key, is);
    }

    private static KilledState collection(IndexSnapshot now, String name) {
        String readers = KilledState.name(now.collectionReaders().getOrDefault(name, Readers.EVERYONE));
        return new KilledState(0, readers, readers);
    }

    private static KilledState document(IngestFixture nuri, String key, SourceDocument document) {
        SourceRecord record = nuri.store
                .source(KilledIngestor.collection(key), KilledIngestor.source(nuri.files, key))
                .orElse(null);
        String id = KilledIngestor.id(nuri.files, key);
        String recorded = KilledState.name(
                record == null ? Readers.EVERYONE : record.access().of(id));
        if (document == null) {
            return new KilledState(0, recorded, recorded);
        }
        assertThat(record).as(key).isNotNull();
        assertThat(record.documentIds()).contains(id);
        return new KilledState(versionOf(document, key), KilledState.name(document.readers()), recorded);
    }

    private static int versionOf(SourceDocument document, String key) {
        String[] words = document.text().split("\\s+", -1);
        int version = Integer.parseInt(words[2]);
        assertThat(document.text().strip())
                .isEqualTo(KilledIngestor.text(key, version).strip());
        return version;
    }

    /** All passages, each with its vector. */
    private static void requireWhole(IndexSnapshot now, SourceDocument document) throws IOException {
        assertThat(now.passages(document.id())).isEqualTo(TestDocuments.lines(document));
        BooleanQuery vectors = new BooleanQuery.Builder()
                .add(new TermQuery(new Term(IndexSchema.DOCUMENT_ID, document.id())), Occur.FILTER)
                .add(new FieldExistsQuery(IndexSchema.VECTOR), Occur.FILTER)
                .build();
        assertThat(now.searcher().count(vectors))
                .isEqualTo(TestDocuments.lines(document).size());
    }

    /** Who is of one group finds what he may read, with all its passages, and nothing else. */
    private void verifySeen(IngestFixture nuri, String name) throws IOException {
        Viewer viewer = new Viewer(name.equals(KilledState.EVERYONE) ? Set.of() : KilledState.readers(name), null);
        Set<String> expected = new HashSet<>();
        known.forEach((key, state) -> {
            if (state.version() > 0
                    && viewer.isAmong(KilledState.readers(state.readers()))
                    && viewer.isAmong(
                            KilledState.readers(known(KilledIngestor.collectionKey(KilledIngestor.collection(key)))
                                    .readers()))) {
                expected.add(KilledIngestor.id(nuri.files, key));
            }
        });
        try (IndexSnapshot now = nuri.store.snapshot(viewer)) {
            assertThat(now.documents(null, 0, 1_000).stream().map(SourceDocument::id))
                    .as("cycle %s: documents that %s sees", cycle, name)
                    .containsExactlyInAnyOrderElementsOf(expected);
            Map<String, Integer> hits = new HashMap<>();
            TermQuery query = new TermQuery(new Term(IndexSchema.BODY, "fish"));
            for (ScoreDoc hit : now.searcher().search(query, 10_000).scoreDocs) {
                hits.merge(now.passage(hit.doc).passage().documentId(), 1, Integer::sum);
            }
            assertThat(hits.keySet())
                    .as("cycle %s: documents that %s finds", cycle, name)
                    .isEqualTo(expected);
            hits.forEach(
                    (id, count) -> assertThat(count).isEqualTo(now.passages(id).size()));
        }
    }
}
