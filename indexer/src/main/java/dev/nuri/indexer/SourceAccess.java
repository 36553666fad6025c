package dev.nuri.indexer;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Who may read what a source gives. Immutable.
 *
 * @param readers the principals that may know of the source, as {@link Readers} makes them; its documents have the same,
 *     but for those of {@code own}
 * @param given the readers that its folder gave it when it was last tried; null when the folder gave none. Readers that
 *     were set otherwise since stand until the folder gives others
 * @param own documents whose readers were set by themselves, by id; they keep them while nothing else is said, even when
 *     they are gone for a while
 */
public record SourceAccess(SortedSet<String> readers, SortedSet<String> given, Map<String, SortedSet<String>> own) {

    /** Nobody said anything. */
    public static final SourceAccess EVERYONE = new SourceAccess(Readers.EVERYONE, null, Map.of());

    public SourceAccess {
        readers = Readers.of(readers);
        given = given == null ? null : Readers.of(given);
        own = Map.copyOf(own);
    }

    /** The readers of one of its documents. */
    public SortedSet<String> of(String documentId) {
        return own.getOrDefault(documentId, readers);
    }

    /**
     * The same after the readers of one of its documents were set.
     *
     * @param only whether the document is all that the source has, so that the source is known to the same
     */
    public SourceAccess with(String documentId, SortedSet<String> itsReaders, boolean only) {
        Map<String, SortedSet<String>> other = new TreeMap<>(own);
        other.put(documentId, itsReaders);
        return new SourceAccess(only ? itsReaders : readers, given, other);
    }

    /** The same without what was set of single documents. */
    public SourceAccess withoutOwn() {
        return new SourceAccess(readers, given, Map.of());
    }

    /** The same but for what the folder gives. */
    public SourceAccess withGiven(SortedSet<String> otherGiven) {
        return new SourceAccess(readers, otherGiven, own);
    }
}
