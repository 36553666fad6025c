package dev.nuri.indexer.store;

import dev.nuri.indexer.SourceRecord;
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
final class BeingRead {

    /** Source key to its record as begun and the documents written since. */
    private final Map<String, Reading> byKey = new ConcurrentHashMap<>();

    private record Reading(SourceRecord begun, Set<String> written) {}

    boolean knows(String key) {
        return byKey.containsKey(key);
    }

    /** A source was recorded: as begun, or as read. */
    void recorded(String key, SourceRecord record) {
        if (record.isBegun()) {
            byKey.put(key, new Reading(record, ConcurrentHashMap.newKeySet()));
        } else {
            byKey.remove(key);
        }
    }

    void forget(String key) {
        byKey.remove(key);
    }

    /** A document of a source was written. */
    void written(String key, String documentId) {
        Reading reading = byKey.get(key);
        if (reading != null) {
            reading.written.add(documentId);
        }
    }

    /** The records that do not list all that was written, with all of it; nobody writes meanwhile. */
    List<SourceRecord> behind() {
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
