package dev.nuri.indexer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;

/** What a request says about who may read what it brings in. */
// The record that the constant is made of has no initialiser of its own that could wait for this one.
@SuppressWarnings("ClassInitializationDeadlock")
public sealed interface AccessRule {

    /** Nothing: what is new may be read by everyone who may read its collection, what is known keeps its readers. */
    AccessRule UNSAID = new Unsaid();

    /** Says nothing. */
    record Unsaid() implements AccessRule {}

    /**
     * These principals.
     *
     * @param readers as {@link Readers} makes them
     */
    record Principals(SortedSet<String> readers) implements AccessRule {
        public Principals {
            readers = Readers.of(readers);
        }
    }

    /** For each file whoever may read it by the owner, group and others of the file system. */
    record Posix() implements AccessRule {}

    /**
     * What a user wrote: principals, or {@code posix} alone.
     *
     * @param said null when nothing was written
     * @throws NuriException when something is no principal
     */
    static AccessRule of(Collection<String> said) {
        if (said == null) {
            return UNSAID;
        }
        return new ArrayList<>(said).equals(List.of("posix")) ? new Posix() : new Principals(Readers.of(said));
    }

    /** What {@link #of} makes this rule of; null for {@link #UNSAID}. */
    default List<String> said() {
        return switch (this) {
            case Unsaid _ -> null;
            case Principals(SortedSet<String> readers) ->
                readers.isEmpty() ? List.of(Viewer.EVERYONE) : List.copyOf(readers);
            case Posix _ -> List.of("posix");
        };
    }
}
