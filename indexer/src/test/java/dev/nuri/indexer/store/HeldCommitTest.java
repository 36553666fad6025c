package dev.nuri.indexer.store;

import static dev.nuri.indexer.TestDocuments.document;
import static dev.nuri.indexer.TestDocuments.lines;
import static dev.nuri.indexer.TestDocuments.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceAccess;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HeldCommitTest {

    private static final SortedSet<String> RED = Readers.of(List.of("group:red"));

    @TempDir
    Path temp;

    /** Stops at the file that makes a commit, once it was told to, until it may go on. */
    private static final class StoppedAtCommits extends FilterDirectory {

        private final CountDownLatch stopped = new CountDownLatch(1);
        private final CountDownLatch mayGoOn = new CountDownLatch(1);
        private volatile boolean stops;

        StoppedAtCommits(Directory in) {
            super(in);
        }

        @Override
        public IndexOutput createOutput(String name, IOContext context) throws IOException {
            if (stops && name.startsWith("pending_segments")) {
                stopped.countDown();
                try {
                    assertThat(mayGoOn.await(50, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return in.createOutput(name, context);
        }
    }

    /** A backup has no log that would mend what a commit has of a change but not all: nothing is written while it is made. */
    @Test
    void changesWaitForTheCommitThatIsHeld() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("index"));
        StoppedAtCommits directory = new StoppedAtCommits(FSDirectory.open(folder));
        SourceDocument d = document("c", "a", "en", "one fish");
        try (LuceneStore store = LuceneStore.open(directory, folder, settings(), StoreLog.files(folder));
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            store.replace(d, lines(d), null);
            store.putSource(source(d));
            directory.stops = true;
            Future<HeldCommit> holding = threads.submit(() -> store.hold(() -> {}));
            assertThat(directory.stopped.await(50, TimeUnit.SECONDS)).isTrue();
            Future<?> writing = threads.submit(
                    () -> store.setReaders(d.id(), RED, source(d).withAccess(new SourceAccess(RED, null, Map.of()))));
            try {
                assertThatThrownBy(() -> writing.get(500, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
            } finally {
                directory.mayGoOn.countDown();
            }
            writing.get();
            Path copy = Files.createDirectories(temp.resolve("copy"));
            try (HeldCommit held = holding.get()) {
                for (String file : held.files()) {
                    Files.copy(folder.resolve(file), copy.resolve(file));
                }
            }
            requireReaders(copy, d, Readers.EVERYONE);
            store.commit();
            requireReaders(store, d, RED);
        }
    }

    private static StoreSettings settings() {
        return new StoreSettings(
                new WhitespaceAnalyzer(), lang -> null, "analysis-1", "none", 0, null, CommitStamp.FORMAT, 0);
    }

    private static void requireReaders(Path folder, SourceDocument d, SortedSet<String> readers) {
        try (LuceneStore opened = LuceneStore.open(folder, settings())) {
            requireReaders(opened, d, readers);
        }
    }

    private static void requireReaders(LuceneStore store, SourceDocument d, SortedSet<String> readers) {
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            assertThat(now.document(d.id()).orElseThrow().readers()).isEqualTo(readers);
            assertThat(store.source("c", source(d).uri()).orElseThrow().access().readers())
                    .isEqualTo(readers);
        }
    }
}
