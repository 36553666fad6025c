package dev.nuri.indexer;

/** What went wrong, in the three kinds a caller can act on: mend the input, wait or make room, or report a defect. */
public enum ErrorCode {
    /** The input breaks a stated rule. */
    INVALID_INPUT(Kind.USER),
    /** No such document, collection, job or path. */
    NOT_FOUND(Kind.USER),
    /** The request contradicts the present state, such as a data folder held by another process. */
    CONFLICT(Kind.USER),
    /** The input exceeds a size limit. */
    TOO_LARGE(Kind.USER),
    /** A collection may not hold as much as this would add, see {@link Quota}. */
    OVER_QUOTA(Kind.USER),
    /** A policy forbids it. */
    REFUSED(Kind.USER),
    /** Too much is under way; the same call may succeed later. */
    BUSY(Kind.RESOURCES),
    /** Still starting. */
    NOT_READY(Kind.RESOURCES),
    /** The disk holding the data folder is full or nearly so. */
    DISK_FULL(Kind.RESOURCES),
    /** Stored data fails its own checks. */
    CORRUPT(Kind.INTERNAL),
    /** A defect in Nuri. */
    INTERNAL(Kind.INTERNAL);

    /** Who can act on an error. */
    public enum Kind {
        USER,
        RESOURCES,
        INTERNAL
    }

    private final Kind kind;

    ErrorCode(Kind kind) {
        this.kind = kind;
    }

    /** Who can act on it. */
    public Kind kind() {
        return kind;
    }
}
