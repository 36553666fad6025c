package dev.nuri.indexer.ingest;

import dev.nuri.indexer.SourceLeases;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One lock per source, there only while someone holds it or waits for it; with the lease of the source's part where
 * other processes write too.
 */
final class SourceLocks {

    private static final class Counted extends ReentrantLock {
        private static final long serialVersionUID = 1;
        private int users;
    }

    private final SourceLeases leases;
    private final Map<String, Counted> locks = new HashMap<>();

    SourceLocks(SourceLeases leases) {
        this.leases = leases;
    }

    /** Runs {@code action} while no other runs with this source, here or in another process, which is waited for. */
    void with(String collection, String uri, Runnable action) {
        alone(collection, uri, () -> {
            try (SourceLeases.Lease _ = leases.take(leases.partOf(collection, uri))) {
                action.run();
            }
        });
    }

    /** Does the same, or nothing when another process changes sources of the same part. */
    void tryWith(String collection, String uri, Runnable action) {
        alone(collection, uri, () -> {
            int part = leases.partOf(collection, uri);
            try (SourceLeases.Lease lease = leases.tryTake(List.of(part), null).get(part)) {
                if (lease != null) {
                    action.run();
                }
            }
        });
    }

    private void alone(String collection, String uri, Runnable action) {
        String key = collection + "\n" + uri;
        Counted lock;
        synchronized (locks) {
            lock = locks.computeIfAbsent(key, _ -> new Counted());
            lock.users++;
        }
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
            synchronized (locks) {
                if (--lock.users == 0) {
                    locks.remove(key);
                }
            }
        }
    }
}
