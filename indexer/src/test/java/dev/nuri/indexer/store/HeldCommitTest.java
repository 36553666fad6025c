package dev.nuri.indexer.store;

import static dev.nuri.indexer.TestDocuments.document;
import static dev.nuri.indexer.TestDocuments.lines;
import static dev.nuri.indexer.TestDocuments.source;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceAccess;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldCommitTest {

    private static final int DOCUMENTS = 40;
    private static final int WRITERS = 4;
    private static final int HOLDS = Integer.getInteger("nuri.held.commits", 20);

    @TempDir
    Path temp;

    /** A backup has no log that would mend what a commit has of a change but not all. */
    @Test
    void holdsEveryChangeWholeThoughItIsMadeWhileWritersWrite() throws Exception {
        List<SourceDocument> documents = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        try (LuceneStore store = open(temp.resolve("index"));
                ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            for (int i = 0; i < DOCUMENTS; i++) {
                SourceDocument d = document("c", "n" + i, "en", "one fish\ntwo fish");
                documents.add(d);
                store.replace(d, lines(d), null);
                store.putSource(source(d));
            }
            List<Future<?>> writing = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                List<SourceDocument> mine = documents.subList(w * DOCUMENTS / WRITERS, (w + 1) * DOCUMENTS / WRITERS);
                writing.add(threads.submit(() -> changeReaders(store, mine, done)));
            }
            int changed = 0;
            for (int i = 0; i < HOLDS; i++) {
                Path copy = Files.createDirectories(temp.resolve("copy" + i));
                try (HeldCommit held = store.hold(() -> {})) {
                    for (String file : held.files()) {
                        Files.copy(temp.resolve("index").resolve(file), copy.resolve(file));
                    }
                }
                Map<String, SortedSet<String>> readers = new TreeMap<>();
                requireWhole(copy, documents, readers);
                changed = Math.max(changed, readers.size());
            }
            done.set(true);
            for (Future<?> each : writing) {
                each.get();
            }
            assertThat(changed).as("different readers seen at once").isGreaterThan(1);
        }
    }

    private static LuceneStore open(Path folder) {
        return LuceneStore.open(
                folder,
                new StoreSettings(
                        new WhitespaceAnalyzer(), lang -> null, "analysis-1", "none", 0, null, CommitStamp.FORMAT, 0));
    }

    private static void changeReaders(LuceneStore store, List<SourceDocument> documents, AtomicBoolean done) {
        for (int n = 0; !done.get(); n++) {
            SortedSet<String> readers = Readers.of(List.of("group:g" + n));
            for (SourceDocument d : documents) {
                store.setReaders(d.id(), readers, source(d).withAccess(new SourceAccess(readers, null, Map.of())));
            }
        }
    }

    private static void requireWhole(Path copy, List<SourceDocument> documents, Map<String, SortedSet<String>> readers)
            throws IOException {
        try (LuceneStore opened = open(copy);
                IndexSnapshot now = opened.snapshot(Viewer.OPERATOR)) {
            for (SourceDocument d : documents) {
                SortedSet<String> ofDocument =
                        now.document(d.id()).orElseThrow().readers();
                SortedSet<String> ofSource = opened.source("c", source(d).uri())
                        .orElseThrow()
                        .access()
                        .readers();
                assertThat(ofDocument).as(d.uri()).isEqualTo(ofSource);
                readers.put(ofDocument.toString(), ofDocument);
            }
        }
    }
}
