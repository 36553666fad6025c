package dev.nuri.web.rest;

import io.quarkus.logging.LoggingFilter;
import java.nio.channels.ClosedChannelException;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps out of the log that a client hung up on a stream, which the platform takes for an error. What goes wrong in an
 * answer has a line and an event of its own.
 */
@LoggingFilter(name = "gone-clients")
public final class GoneClients implements Filter {

    @Override
    public boolean isLoggable(LogRecord line) {
        return !(line.getThrown() instanceof ClosedChannelException);
    }
}
