package dev.nuri.indexer.ingest;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** One lock per key, there only while someone holds it or waits for it. */
final class KeyedLocks {

    private static final class Counted extends ReentrantLock {
        private static final long serialVersionUID = 1;
        private int users;
    }

    private final Map<String, Counted> locks = new HashMap<>();

    /** Runs {@code action} while no other runs with this key. */
    void with(String key, Runnable action) {
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
