package dev.nuri.indexer.store;

import dev.nuri.indexer.SourceRecord;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What was written since a reader was opened, which does not show it. Thread-safe. */
final class Pending {

    /** Source key to its record; empty for one that was deleted. */
    final Map<String, Optional<SourceRecord>> sources = new ConcurrentHashMap<>();

    /** Ids of documents written, whether or not they were deleted again. */
    final Set<String> documents = ConcurrentHashMap.newKeySet();

    /** Keys of the sources those documents came from. */
    final Set<String> documentSources = ConcurrentHashMap.newKeySet();

    /** What documents written take; empty for those that were deleted since. */
    final Map<String, Optional<Weight>> weights = new ConcurrentHashMap<>();

    private volatile boolean changed;

    /** Notes that something was deleted, or changed in place. */
    void markChanged() {
        changed = true;
    }

    boolean isEmpty() {
        return sources.isEmpty() && documents.isEmpty() && !changed;
    }

    /** Takes in what an earlier opening that failed left; what is here is newer. */
    void addOlder(Pending older) {
        older.sources.forEach(sources::putIfAbsent);
        older.weights.forEach(weights::putIfAbsent);
        documents.addAll(older.documents);
        documentSources.addAll(older.documentSources);
        changed |= older.changed;
    }
}
