package dev.nuri.indexer;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Sets of principals that may read a document or a collection: sorted, checked, and empty when everyone may. Equal when
 * they let the same in.
 */
public final class Readers {

    /** Everyone. */
    public static final SortedSet<String> EVERYONE = Collections.unmodifiableSortedSet(new TreeSet<>());

    /** Room that a set takes in an index entry, in bytes. */
    private static final int MAX_BYTES = 30_000;

    private Readers() {}

    /**
     * A set of principals; one with {@link Viewer#EVERYONE} among them is empty.
     *
     * @throws NuriException when one is no principal, or they are too many
     */
    public static SortedSet<String> of(Collection<String> principals) {
        TreeSet<String> readers = new TreeSet<>();
        principals.forEach(name -> readers.add(Viewer.principal(name)));
        if (readers.isEmpty() || readers.contains(Viewer.EVERYONE)) {
            return EVERYONE;
        }
        int bytes = encoded(readers).length;
        if (bytes > MAX_BYTES) {
            throw NuriException.invalid("The principals of one document take at most " + MAX_BYTES
                    + " bytes together, got " + bytes + ": put the users into groups.");
        }
        return Collections.unmodifiableSortedSet(readers);
    }

    /** A set as bytes: names in order, each on a line, which no name breaks. */
    public static byte[] encoded(Collection<String> readers) {
        return String.join("\n", readers).getBytes(StandardCharsets.UTF_8);
    }

    /** The set of {@link #encoded} bytes. */
    public static SortedSet<String> decoded(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return EVERYONE;
        }
        TreeSet<String> readers = new TreeSet<>();
        Collections.addAll(readers, new String(bytes, offset, length, StandardCharsets.UTF_8).split("\n"));
        return Collections.unmodifiableSortedSet(readers);
    }
}
