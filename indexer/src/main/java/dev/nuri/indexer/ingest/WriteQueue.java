package dev.nuri.indexer.ingest;

import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.StageListener;
import dev.nuri.indexer.Viewer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Hands documents from the threads that read files to those that analyze and write. Holds a bounded number of
 * characters: who reads faster than is written has to wait.
 */
final class WriteQueue implements AutoCloseable {

    private static final int BATCH_DOCUMENTS = 32;
    private static final int MAX_DOCUMENTS = 256;
    /** Characters of all documents waiting or being written; a larger document comes alone. */
    private static final int MAX_CHARS = 16 << 20;

    private final PassageStore store;
    private final PassageWriter writer;
    private final Duplicates duplicates;
    private final Tally tally;
    private final BlockingQueue<Task> queue = new ArrayBlockingQueue<>(MAX_DOCUMENTS);
    private final Semaphore room = new Semaphore(MAX_CHARS, true);
    private final List<Thread> threads = new ArrayList<>();

    WriteQueue(PassageStore store, PassageWriter writer, Tally tally) {
        this.store = store;
        this.writer = writer;
        this.duplicates = new Duplicates(store);
        this.tally = tally;
        for (int i = 0; i < IndexerConfig.WRITE_THREADS; i++) {
            threads.add(Thread.ofPlatform().name("nuri-write-" + i).daemon().start(StageListener.carried(this::work)));
        }
    }

    /** How a document was before. */
    enum Before {
        ABSENT,
        /** There, and to be written in any case. */
        REPLACED,
        /** There, and to be left alone if it is the same. */
        COMPARED
    }

    /**
     * A document to write.
     *
     * @param path as its owner knows it, for failures
     * @param done what went wrong with it in part, if anything; exceptional when it was not written
     */
    record Task(SourceDocument document, String path, Before before, CompletableFuture<Optional<IngestFailure>> done) {
        int chars() {
            return Math.min(MAX_CHARS, Math.max(1, document.text().length()));
        }

        boolean isEnd() {
            return document == null;
        }
    }

    private record Ready(Task task, PassageWriter.Prepared prepared) {}

    /** Adds a document, waiting for room. */
    CompletableFuture<Optional<IngestFailure>> add(SourceDocument document, String path, Before before) {
        Task task = new Task(document, path, before, new CompletableFuture<>());
        room.acquireUninterruptibly(task.chars());
        put(task);
        return task.done();
    }

    private void put(Task task) {
        boolean interrupted = false;
        while (true) {
            try {
                queue.put(task);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        List<Task> batch = new ArrayList<>();
        while (true) {
            batch.clear();
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                // Nobody interrupts these threads: they end when the queue is closed.
                continue;
            }
            queue.drainTo(batch, BATCH_DOCUMENTS - 1);
            List<Task> tasks = batch.stream().filter(task -> !task.isEnd()).toList();
            try {
                process(tasks);
            } catch (Throwable e) {
                // The thread goes on, so that nobody waits for it for ever.
                tasks.forEach(task -> task.done().completeExceptionally(e));
            }
            tasks.forEach(task -> room.release(task.chars()));
            int ends = batch.size() - tasks.size();
            if (ends > 0) {
                // One end for each thread: pass on what was meant for the others.
                for (int i = 1; i < ends; i++) {
                    put(end());
                }
                return;
            }
        }
    }

    private void process(List<Task> tasks) {
        List<Ready> ready = new ArrayList<>(tasks.size());
        StageListener listener = StageListener.current();
        try (StageListener.Stage stage = listener.begin("split")) {
            stage.size("documents", tasks.size());
            split(tasks, ready);
        }
        try (StageListener.Stage stage = listener.begin("embed")) {
            stage.size(
                    "passages",
                    ready.stream()
                            .mapToLong(each -> each.prepared().passages.size())
                            .sum());
            writer.embed(ready.stream().map(Ready::prepared).toList());
        }
        try (StageListener.Stage stage = listener.begin("write")) {
            stage.size("documents", ready.size());
            ready.forEach(each -> attempt(each.task(), () -> write(each)));
        }
    }

    private void split(List<Task> tasks, List<Ready> ready) {
        for (Task task : tasks) {
            attempt(task, () -> {
                SortedSet<String> readers = task.before() == Before.COMPARED ? readersIfStored(task.document()) : null;
                if (readers != null) {
                    keep(task, readers);
                } else {
                    String original = duplicates.original(task.document()).orElse(null);
                    ready.add(new Ready(task, writer.prepare(task.document(), original)));
                }
            });
        }
    }

    /** Leaves a document as it is, but for its readers. */
    private void keep(Task task, SortedSet<String> readers) {
        boolean same = readers.equals(task.document().readers());
        if (!same) {
            store.setReaders(task.document().id(), task.document().readers());
        }
        (same ? tally.unchanged : tally.changed).incrementAndGet();
        task.done().complete(Optional.empty());
    }

    private void write(Ready ready) {
        writer.store(ready.prepared());
        int passages = ready.prepared().passages.size();
        (ready.task().before() == Before.ABSENT ? tally.added : tally.changed).incrementAndGet();
        tally.passages.addAndGet(passages);
        if (ready.prepared().document.metadata().containsKey(SourceDocument.DUPLICATE_OF)) {
            tally.duplicates.incrementAndGet();
        }
        String flaw = ready.prepared().embedFailure;
        ready.task()
                .done()
                .complete(Optional.ofNullable(flaw)
                        .map(reason -> new IngestFailure(ready.task().path(), "embed", reason)));
    }

    private static void attempt(Task task, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            task.done().completeExceptionally(e);
        }
    }

    /** The visible readers of the document; null unless it has the same text, structure and metadata there. */
    private SortedSet<String> readersIfStored(SourceDocument document) {
        try (IndexSnapshot snapshot = store.snapshot(Viewer.OPERATOR)) {
            return snapshot.document(document.id())
                    .filter(stored -> same(stored, document))
                    .map(SourceDocument::readers)
                    .orElse(null);
        }
    }

    private static boolean same(SourceDocument stored, SourceDocument read) {
        return stored.contentHash().equals(read.contentHash())
                && stored.title().equals(read.title())
                && stored.lang().equals(read.lang())
                && stored.mediaType().equals(read.mediaType())
                && stored.sections().equals(read.sections())
                && stored.pages().equals(read.pages())
                && stored.asFirst().metadata().equals(read.metadata());
    }

    private static Task end() {
        return new Task(null, "", Before.ABSENT, new CompletableFuture<>());
    }

    /** Writes what was added and waits for that. */
    @Override
    public void close() {
        threads.forEach(_ -> put(end()));
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
