package dev.nuri.indexer.extract;

/**
 * The whole file exceeds a limit, so that reading it stops at once. Unchecked, since it has to pass through parsers
 * that know nothing of it; they may wrap it, see {@link #in}.
 */
final class LimitReached extends RuntimeException {

    private static final long serialVersionUID = 1;

    LimitReached(String reason) {
        super(reason, null, false, false);
    }

    /** The limit behind an exception, or null. */
    static LimitReached in(Throwable thrown) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < 20; depth++, at = at.getCause()) {
            if (at instanceof LimitReached limit) {
                return limit;
            }
        }
        return null;
    }
}
