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

    /** Elsewhere a channel that is closed is a file, say, of which nothing more can be written. */
    private static final String STREAMS = "org.jboss.resteasy.reactive.server";

    @Override
    public boolean isLoggable(LogRecord line) {
        return line.getLoggerName() == null
                || !line.getLoggerName().startsWith(STREAMS)
                || !(line.getThrown() instanceof ClosedChannelException || isOverInHttp2(line.getThrown()));
    }

    private static boolean isOverInHttp2(Throwable thrown) {
        return thrown instanceof IllegalArgumentException
                && thrown.getMessage() != null
                && thrown.getMessage().startsWith("Stream no longer exists");
    }
}
