package dev.nuri.indexer.store;

import static dev.nuri.indexer.TestDocuments.document;
import static dev.nuri.indexer.TestDocuments.lines;
import static dev.nuri.indexer.TestDocuments.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Seeds;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.Viewer;
import dev.nuri.indexer.log.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store on a disk that loses its power at a random change of the disk, again and again: what comes back is what had
 * been written at some moment, as a whole, and nothing acknowledged before it is missing.
 */
class PowerCutTest {

    @TempDir
    Path folder;

    private final Random random = Seeds.random("PowerCutTest");

    @BeforeAll
    static void letMergesDieQuietly() {
        Thread.setDefaultUncaughtExceptionHandler((_, _) -> {});
    }

    @AfterAll
    static void hearOfOthers() {
        Thread.setDefaultUncaughtExceptionHandler(null);
    }

    /** What was written: each state after one more operation, the last acknowledged one first. */
    private List<Map<String, String>> states = new ArrayList<>(List.of(Map.of()));

    private long acknowledged;

    @Test
    void nothingAcknowledgedIsLost() {
        int cuts = Integer.getInteger("nuri.powercuts.cycles", 200);
        SimulatedDisk disk = new SimulatedDisk(random);
        for (int cut = 0; cut < cuts; cut++) {
            disk.cutAt(1 + random.nextInt(random.nextBoolean() ? 60 : 600));
            writeUntilTheCut(disk);
            disk = disk.afterCut();
            disk = cutWhileItOpens(disk);
            Map<String, String> found = read(disk);
            if (!states.contains(found)) {
                fail("cut " + cut + ": " + found + " is none of what was written since the last acknowledgement: "
                        + states);
            }
            states = new ArrayList<>(List.of(found));
        }
        System.out.println("PowerCutTest: " + cuts + " power cuts, " + acknowledged + " acknowledgements, 0 lost");
        assertThat(acknowledged).isGreaterThan(cuts);
    }

    private SimulatedDisk cutWhileItOpens(SimulatedDisk disk) {
        if (random.nextInt(3) > 0) {
            return disk;
        }
        disk.cutAt(1 + random.nextInt(40));
        try {
            open(disk).abandon();
        } catch (NuriException | IllegalStateException e) {
            assertThat(disk.isOff()).as("%s", e).isTrue();
        }
        return disk.afterCut();
    }

    private void writeUntilTheCut(SimulatedDisk disk) {
        LuceneStore store = null;
        try {
            store = open(disk);
            while (true) {
                step(store);
            }
        } catch (NuriException | IllegalStateException e) {
            if (!disk.isOff()) {
                throw e;
            }
            abandon(store);
        }
    }

    private static void abandon(LuceneStore store) {
        try {
            if (store != null) {
                store.abandon();
            }
        } catch (NuriException e) {
            // There is no power to clean up with.
        }
    }

    private void step(LuceneStore store) {
        SourceDocument d = anyDocument();
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> change(state -> put(state, d), () -> store.replace(d, lines(d), vectors(d)));
            case 4 -> change(state -> state.remove(d.id()), () -> store.delete(d.id()));
            case 5, 6 ->
                change(state -> state.put(key(source(d)), source(d).toString()), () -> store.putSource(source(d)));
            case 7 ->
                change(
                        state -> drop(state, d),
                        () -> store.deleteSource(d.collection(), SourceDocument.sourceUri(d.uri())));
            case 8, 9 -> acknowledge(store::sync);
            case 10 -> acknowledge(store::publish);
            default -> acknowledge(store::commit);
        }
    }

    private interface Change {
        void of(Map<String, String> state);
    }

    private void change(Change change, Runnable operation) {
        Map<String, String> next = new TreeMap<>(states.getLast());
        change.of(next);
        // Added first: what fails may be there or not.
        states.add(next);
        operation.run();
    }

    private void acknowledge(Runnable operation) {
        operation.run();
        states = new ArrayList<>(List.of(states.getLast()));
        acknowledged++;
    }

    private SourceDocument anyDocument() {
        String name = "n" + random.nextInt(6) + (random.nextBoolean() ? "" : "!/m" + random.nextInt(2));
        return document("c", name, "en", ("w" + random.nextInt(1_000) + " fish\n").repeat(random.nextInt(4)));
    }

    private static float[][] vectors(SourceDocument d) {
        float[][] vectors = new float[lines(d).size()][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = i % 2 == 0 ? new float[] {1, 0, 0, 0} : null;
        }
        return vectors;
    }

    private static void put(Map<String, String> state, SourceDocument d) {
        state.put(d.id(), d + " " + lines(d) + " " + (lines(d).size() + 1) / 2);
    }

    private static void drop(Map<String, String> state, SourceDocument d) {
        String uri = SourceDocument.sourceUri(d.uri());
        state.remove(key(source(d)));
        for (String member : List.of("", "!/m0", "!/m1")) {
            state.remove(SourceDocument.idOf(d.collection(), uri + member));
        }
    }

    private static String key(SourceRecord record) {
        return "source " + record.uri();
    }

    private Map<String, String> read(SimulatedDisk disk) {
        LuceneStore store = open(disk);
        Map<String, String> found = new TreeMap<>();
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            Map<String, Integer> vectors = vectors(now);
            for (SourceDocument listed : now.documents(null, 0, 1_000)) {
                SourceDocument d = now.document(listed.id()).orElseThrow();
                List<Passage> passages = now.passages(d.id());
                String doubled = found.put(d.id(), d + " " + passages + " " + vectors.getOrDefault(d.id(), 0));
                assertThat(doubled).as("a document twice").isNull();
            }
            store.sources(Viewer.OPERATOR, null, "").forEach(record -> found.put(key(record), record.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            store.abandon();
        }
        return found;
    }

    private static Map<String, Integer> vectors(IndexSnapshot now) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        IndexSearcher searcher = ((LuceneSnapshot) now).indexSearcher();
        for (ScoreDoc hit : searcher.search(new FieldExistsQuery(IndexSchema.VECTOR), 10_000).scoreDocs) {
            Document stored = searcher.storedFields().document(hit.doc);
            counts.merge(stored.get(IndexSchema.DOCUMENT_ID), 1, Integer::sum);
        }
        return counts;
    }

    private LuceneStore open(SimulatedDisk disk) {
        StoreSettings settings = new StoreSettings(
                new WhitespaceAnalyzer(), _ -> null, "analysis-1", "embedder-1", 4, null, CommitStamp.FORMAT, 0);
        return LuceneStore.open(new SimulatedDirectory(disk), folder, settings, disk.log());
    }
}
