package dev.nuri.indexer.ingest;

import dev.nuri.indexer.Readers;
import java.util.List;
import java.util.SortedSet;

/**
 * What is known of a document, or of who may read a collection.
 *
 * @param version of its text; 0 when it is not there, and for a collection
 * @param readers name of those who may read it
 * @param recorded name of those who may read it once its source is read again; others than {@code readers} only when
 *     that was begun and not ended, for readers that were asked for with it
 */
record KilledState(int version, String readers, String recorded) {

    static final String EVERYONE = "everyone";

    /** Names of readers; but for {@link #EVERYONE} each is a group. */
    static final List<String> NAMES = List.of(EVERYONE, "red", "blue");

    static final KilledState NOTHING = new KilledState(0, EVERYONE, EVERYONE);

    static SortedSet<String> readers(String name) {
        return name.equals(EVERYONE) ? Readers.EVERYONE : Readers.of(List.of("group:" + name));
    }

    static String name(SortedSet<String> readers) {
        return readers.isEmpty() ? EVERYONE : readers.getFirst().substring("group:".length());
    }

    /** After a change that was acknowledged. */
    KilledState after(Change change) {
        if (KilledIngestor.isCollection(change.key)) {
            return new KilledState(0, change.readers, change.readers);
        }
        if (change.version == null) {
            return version == 0 ? this : new KilledState(version, change.readers, change.readers);
        }
        if (change.version == 0) {
            // A file's record stays; an upload is forgotten with its document.
            return version == 0
                    ? this
                    : KilledIngestor.isUpload(change.key) ? NOTHING : new KilledState(0, recorded, recorded);
        }
        String now = change.readers == null ? recorded : change.readers;
        return new KilledState(change.version, now, now);
    }

    /** Whether the document shown by {@code found} is this one. */
    boolean shows(KilledState found) {
        return found.version == version && (version == 0 || found.readers.equals(readers));
    }

    /**
     * A change, written {@code KEY[=VERSION][@READERS]}.
     *
     * @param version null to leave the text; 0 deletes
     * @param readers null to leave them
     */
    record Change(String key, Integer version, String readers) {

        static Change of(String written) {
            int at = written.indexOf('@');
            String left = at < 0 ? written : written.substring(0, at);
            int equals = left.indexOf('=');
            return new Change(
                    equals < 0 ? left : left.substring(0, equals),
                    equals < 0 ? null : Integer.valueOf(left.substring(equals + 1)),
                    at < 0 ? null : written.substring(at + 1));
        }

        @Override
        public String toString() {
            return key + (version == null ? "" : "=" + version) + (readers == null ? "" : "@" + readers);
        }
    }
}
