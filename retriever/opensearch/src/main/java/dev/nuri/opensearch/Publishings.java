package dev.nuri.opensearch;

import dev.nuri.indexer.NuriException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

/** The index as it was published last, by this process or another, as far as this one knows. Thread-safe. */
final class Publishings implements AutoCloseable {

    /** How long others' publishings may stay unseen. */
    private static final long LOOK_NANOS = 1_000_000_000;

    private final Cluster cluster;
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
    Publishings(Cluster cluster) {
        this.cluster = cluster;
        this.generations = new Generations(cluster);
        refresh();
        this.visible = new PointInTime(cluster, generations.last());
    }

    private void refresh() {
        cluster.call("POST", "/" + cluster.config().index() + "/_refresh", null);
    }

    /** Makes visible all that the cluster has. */
    void publish() {
        refresh();
        // Counted when all can be seen, since others look at the number first.
        show(generations.next());
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

    private void show(long generation) {
        PointInTime next = new PointInTime(cluster, generation);
        PointInTime old;
        synchronized (showing) {
            boolean newer = !closed && generation > visible.generation();
            old = newer ? visible : next;
            visible = newer ? next : visible;
        }
        old.release();
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
            long generation = generations.last();
            if (generation > visible.generation()) {
                show(generation);
            }
            looked = now;
            mine.complete(null);
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            looking.set(null);
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
