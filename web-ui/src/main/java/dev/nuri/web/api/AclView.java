package dev.nuri.web.api;

import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Readers;
import java.util.List;
import java.util.SortedSet;

/**
 * Who may read a document or a collection.
 *
 * @param acl principals: {@code user:NAME} and {@code group:NAME}, sorted; empty for everyone
 */
public record AclView(List<String> acl) {

    /** Shows a set of readers. */
    public static AclView of(SortedSet<String> readers) {
        return new AclView(List.copyOf(readers));
    }

    /**
     * The same for the store.
     *
     * @throws NuriException when it names none, or something that is no principal
     */
    public SortedSet<String> readers() {
        if (acl == null) {
            throw NuriException.invalid(
                    "The body names no principals: send {\"acl\": [\"group:NAME\"]}, or [] for everyone.");
        }
        return Readers.of(acl);
    }
}
