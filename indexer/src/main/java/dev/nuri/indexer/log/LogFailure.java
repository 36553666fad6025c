package dev.nuri.indexer.log;

import java.io.IOException;

/** A log that could not be written. What was appended since the last {@link WriteAheadLog#sync} may not be durable. */
final class LogFailure extends IOException {

    private static final long serialVersionUID = 1L;

    LogFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
