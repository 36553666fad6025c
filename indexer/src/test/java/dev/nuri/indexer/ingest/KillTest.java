package dev.nuri.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.Seeds;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.TestDocuments;
import dev.nuri.indexer.Viewer;
import dev.nuri.indexer.store.HeldCommit;
import dev.nuri.indexer.store.IndexChecker;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.TermQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process with SIGKILL at a random moment, again and again. What was acknowledged is there afterwards, once and
 * whole; what was begun and not answered is there or not, never half; what was never sent is not there.
 *
 * <p>{@code -Dnuri.soak.cycles} says how often.
 */
class KillTest {

    private static final int MIN_LIFE_MILLIS = 100;
    private static final int MAX_LIFE_MILLIS = 2_500;
    private static final int CHECKED_EVERY = 5;

    @TempDir
    Path folder;

    private final Random random = Seeds.random("KillTest");

    /** Key to the version that is there; 0 or none when it is not. */
    private final Map<String, Integer> there = new HashMap<>();

    private long acknowledged;
    private int lastVersion;
    private final List<Long> openMillis = new ArrayList<>();

    @Test
    void nothingAcknowledgedIsLost() throws Exception {
        int cycles = Integer.getInteger("nuri.soak.cycles", 12);
        for (int cycle = 0; cycle < cycles; cycle++) {
            Map<String, Integer> unanswered = live();
            verify(cycle, unanswered);
        }
        Collections.sort(openMillis);
        System.out.printf(
                Locale.ROOT,
                "KillTest: %d kills, %d acknowledgements, 0 lost, 0 doubled, 0 half; open p50 %d ms, max %d ms%n",
                cycles,
                acknowledged,
                openMillis.get(cycles / 2),
                openMillis.getLast());
        assertThat(acknowledged).isPositive();
    }

    /** Lets a process live for a while; what it had begun when it died. */
    private Map<String, Integer> live() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledIngestor.class.getName(),
                        folder.toString(),
                        Long.toString(random.nextLong()),
                        Integer.toString(lastVersion))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Map<String, Integer> begun = new HashMap<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("ready");
            int life = MIN_LIFE_MILLIS + random.nextInt(MAX_LIFE_MILLIS - MIN_LIFE_MILLIS);
            Thread.ofVirtual().start(() -> {
                sleep(life);
                process.destroyForcibly();
            });
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                assertThat(line).doesNotStartWith("damage");
                if (line.startsWith("begin ")) {
                    begun.clear();
                    for (String change : line.substring(6).split(" ", -1)) {
                        int equals = change.indexOf('=');
                        begun.put(change.substring(0, equals), Integer.valueOf(change.substring(equals + 1)));
                    }
                    begun.values().forEach(v -> lastVersion = Math.max(lastVersion, v));
                } else if (line.equals("done")) {
                    there.putAll(begun);
                    begun.clear();
                    acknowledged++;
                }
            }
        } catch (IOException e) {
            // The pipe of a process that was killed may break.
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        process.waitFor();
        assertThat(process.exitValue()).as("killed, not ended").isEqualTo(128 + 9);
        // A line that was cut may have begun another version.
        lastVersion += 2;
        return begun;
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void verify(int cycle, Map<String, Integer> unanswered) throws IOException {
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
            }
            Map<String, Integer> keys = new HashMap<>(there);
            unanswered.forEach(keys::putIfAbsent);
            keys.keySet().forEach(key -> verify(cycle, nuri, key, unanswered.get(key), found));
            assertThat(found).as("cycle %s: never sent", cycle).isEmpty();
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

    private void verify(int cycle, IngestFixture nuri, String key, Integer begun, Map<String, SourceDocument> found) {
        String id = KilledIngestor.id(nuri.files, key);
        SourceDocument document = found.remove(id);
        int version = document == null ? 0 : versionOf(document, key);
        int before = there.getOrDefault(key, 0);
        boolean isKnown = version == before || (begun != null && version == begun);
        assertThat(isKnown)
                .as(
                        "cycle %s: %s is at version %s, was acknowledged at %s and begun at %s",
                        cycle, key, version, before, begun)
                .isTrue();
        there.put(key, version);
        if (document != null) {
            SourceRecord source = nuri.store
                    .source(IngestFixture.C, SourceDocument.sourceUri(document.uri()))
                    .orElseThrow();
            assertThat(source.documentIds()).contains(id);
        }
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
}
