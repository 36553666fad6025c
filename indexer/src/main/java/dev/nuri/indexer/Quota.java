package dev.nuri.indexer;

/**
 * What a collection may hold at most. A document that would exceed one of these is refused and what it was before stays;
 * one that takes no more than before is taken, even where a limit was set below what is there. Deletions are never
 * refused.
 *
 * @param documents how many documents, {@link #UNLIMITED} for any number
 * @param passages how many passages; a document that repeats another counts as if it had passages of its own
 * @param bytes UTF-8 bytes of the documents' texts
 */
public record Quota(long documents, long passages, long bytes) {

    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** No limit of any kind: what a collection has at first. */
    public static final Quota NONE = new Quota(UNLIMITED, UNLIMITED, UNLIMITED);

    public Quota {
        require("documents", documents);
        require("passages", passages);
        require("bytes", bytes);
    }

    private static void require(String what, long limit) {
        if (limit < 0) {
            throw NuriException.invalid("A quota of " + what + " is at least 0, got " + limit + ".");
        }
    }

    /**
     * What a collection holds of what its quota counts.
     *
     * @param documents how many documents
     * @param passages as {@link Quota#passages} counts them
     * @param bytes UTF-8 bytes of the documents' texts
     */
    public record Use(long documents, long passages, long bytes) {

        /** Nothing. */
        public static final Use NOTHING = new Use(0, 0, 0);

        /** Both together. */
        public Use plus(Use other) {
            return new Use(documents + other.documents, passages + other.passages, bytes + other.bytes);
        }

        /** The rest without {@code other}. */
        public Use minus(Use other) {
            return new Use(documents - other.documents, passages - other.passages, bytes - other.bytes);
        }
    }

    /** A quota and what of it is taken. */
    public record Standing(Quota quota, Use used) {}
}
