package dev.nuri.web.rest;

import dev.nuri.indexer.ErrorCode;

/** The one place where an error becomes an HTTP status. */
final class Statuses {

    private Statuses() {}

    static int of(ErrorCode code) {
        return switch (code) {
            case INVALID_INPUT -> 400;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            // Waiting does not help, as 429 and 507 would promise, and nobody is forbidden anything: it is too much.
            case TOO_LARGE, OVER_QUOTA -> 413;
            case REFUSED -> 422;
            case BUSY -> 429;
            case NOT_READY -> 503;
            case DISK_FULL -> 507;
            case CORRUPT, INTERNAL -> 500;
        };
    }

    /** Whether the same request may succeed a moment later. */
    static boolean retry(int status) {
        return status == 429 || status == 503;
    }
}
