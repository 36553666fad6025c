package dev.nuri.opensearch;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.opensearch.Generations.Publishing;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

/** The index as it was published last, by this process or another, as far as this one knows. Thread-safe. */
final class Publishings implements AutoCloseable {

    /** How long others' publishings may stay unseen. */
    private static final long LOOK_NANOS = 1_000_000_000;

    private final Cluster cluster;
    private final IndexInUse index;
    private final Generations generations;
    /** Guards changes of the two that follow. */
    private final Object showing = new Object();

    private volatile PointInTime visible;
    private boolean closed;

    /** Asking whether others published; whoever else wants to know waits for that. */
    private final AtomicReference<CompletableFuture<Void>> looking = new AtomicReference<>();
    /** When it was last asked. */
    private volatile long looked = System.nanoTime();

    /** Shows all that is there, whoever left it unpublished. */
    Publishings(Cluster cluster, IndexInUse index) {
        this.cluster = cluster;
        this.index = index;
        this.generations = new Generations(cluster);
        OpenedIndex now = index.now();
        refresh(now);
        this.visible = new PointInTime(cluster, now, generations.last(now.name()));
    }

    private void refresh(OpenedIndex now) {
        cluster.call("POST", "/" + now.name() + "/_refresh", null);
    }

    /** Makes visible all that the cluster has. */
    void publish() {
        OpenedIndex now = index.follow();
        refresh(now);
        // Counted when all can be seen, since others look at the number first.
        show(now, generations.next(now.name()));
    }

    /** What is visible now, for who releases it again; no more than a second behind others' publishings. */
    PointInTime held() {
        look();
        while (true) {
            PointInTime now = visible;
            if (now.hold()) {
                return now;
            }
            if (closed()) {
                throw new IllegalStateException("the store is closed");
            }
        }
    }

    private boolean closed() {
        synchronized (showing) {
            return closed;
        }
    }

    private void show(OpenedIndex now, long generation) {
        PointInTime next = new PointInTime(cluster, now, generation);
        PointInTime old;
        synchronized (showing) {
            boolean newer = !closed && isNewer(now, generation);
            old = newer ? visible : next;
            visible = newer ? next : visible;
        }
        old.release();
        if (!old.index().equals(now)) {
            FormerIndices.drop(cluster, now.name());
        }
    }

    private boolean isNewer(OpenedIndex now, long generation) {
        return generation > visible.generation()
                || !now.name().equals(visible.index().name());
    }

    private void look() {
        long now = System.nanoTime();
        if (now - looked < LOOK_NANOS) {
            return;
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = looking.compareAndExchange(null, mine);
        if (other != null) {
            await(other);
            return;
        }
        try {
            showLast(generations.last());
            looked = now;
            mine.complete(null);
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            looking.set(null);
        }
    }

    private void showLast(Publishing last) {
        OpenedIndex now;
        try {
            now = index.follow(last.index());
        } catch (NuriException e) {
            if (e.code() != ErrorCode.CONFLICT) {
                throw e;
            }
            // What was found before can still be searched.
            return;
        }
        if (isNewer(now, last.number())) {
            show(now, last.number());
        }
    }

    private static void await(CompletableFuture<Void> look) {
        try {
            look.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof NuriException known ? known : e;
        }
    }

    /** Lets go of it; what is held stays until it is released. */
    @Override
    public void close() {
        PointInTime last;
        synchronized (showing) {
            if (closed) {
                return;
            }
            closed = true;
            last = visible;
        }
        last.release();
    }
}
