package dev.nuri.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class GoneClientsTest {

    private static final String STREAMS = "org.jboss.resteasy.reactive.server.handlers.PublisherResponseHandler";

    @Test
    void onlyThoseWhoHungUpAreLeftOut() {
        assertThat(told(STREAMS, new ClosedChannelException())).isFalse();
        assertThat(told(STREAMS, new IllegalArgumentException("Stream no longer exists: 3")))
                .isFalse();
        assertThat(told(STREAMS, null)).isTrue();
        assertThat(told(STREAMS, new IOException("No serializer found"))).isTrue();
        assertThat(told(STREAMS, new IllegalArgumentException("a defect"))).isTrue();
        assertThat(told("dev.nuri.indexer.log", new ClosedByInterruptException()))
                .isTrue();
        assertThat(told(null, new ClosedChannelException())).isTrue();
    }

    private static boolean told(String logger, Throwable thrown) {
        LogRecord line = new LogRecord(Level.SEVERE, "Exception in SSE server handling");
        line.setLoggerName(logger);
        line.setThrown(thrown);
        return new GoneClients().isLoggable(line);
    }
}
