package dev.nuri.web.rest;

import dev.nuri.indexer.NuriException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Idempotency keys: checked where they come in, and remembered for deletions, which keep no job. */
final class IdempotencyKeys {

    private static final int KEPT = 1_000;
    private static final int MAX_CHARS = 200;

    private final Map<String, String> targets = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > KEPT;
        }
    });

    /** The key, or null when there is none. */
    static String checked(String key) {
        if (key != null && (key.isBlank() || key.length() > MAX_CHARS)) {
            throw NuriException.invalid(
                    "An Idempotency-Key has 1 to " + MAX_CHARS + " characters, got " + key.length() + ".");
        }
        return key;
    }

    /** Remembers what was deleted under a key. */
    void deleted(String key, String target) {
        if (key != null) {
            targets.put(key, target);
        }
    }

    /** Whether this very deletion was done before under this key. */
    boolean wasDeleted(String key, String target) {
        return key != null && target.equals(targets.get(key));
    }
}
