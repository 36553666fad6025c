package dev.nuri.indexer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sources whose documents are being written, so that no commit holds a document that its source's record does not list,
 * wherever the process dies. Thread-safe.
 */
public final class SourcesBeingRead {

    /** Source key to its record as begun and the documents written since. */
    private final Map<String, Reading> byKey = new ConcurrentHashMap<>();

    private record Reading(SourceRecord begun, Set<String> written) {}

    /** Whether a source was recorded as begun, and not as read since. */
    public boolean knows(String key) {
        return byKey.containsKey(key);
    }

    /** A source was recorded: as begun, or as read. */
    public void recorded(String key, SourceRecord record) {
        if (record.isBegun()) {
            byKey.put(key, new Reading(record, ConcurrentHashMap.newKeySet()));
        } else {
            byKey.remove(key);
        }
    }

    /** A source was deleted. */
    public void forget(String key) {
        byKey.remove(key);
    }

    /** Nothing is known of what was read. */
    public void clear() {
        byKey.clear();
    }

    /** A document of a source was written. */
    public void written(String key, String documentId) {
        Reading reading = byKey.get(key);
        if (reading != null) {
            reading.written.add(documentId);
        }
    }

    /** The records that do not list all that was written, with all of it; nobody writes meanwhile. */
    public List<SourceRecord> behind() {
        List<SourceRecord> behind = new ArrayList<>();
        byKey.replaceAll((_, reading) -> {
            Set<String> ids = new LinkedHashSet<>(reading.begun.documentIds());
            if (!ids.addAll(reading.written)) {
                return reading;
            }
            SourceRecord now = reading.begun.withDocuments(List.copyOf(ids));
            behind.add(now);
            return new Reading(now, ConcurrentHashMap.newKeySet());
        });
        return behind;
    }
}
