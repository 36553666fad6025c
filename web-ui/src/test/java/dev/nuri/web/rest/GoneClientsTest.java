package dev.nuri.web.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class GoneClientsTest {

    @Test
    void onlyThoseWhoHungUpAreLeftOut() {
        assertThat(told(new ClosedChannelException())).isFalse();
        assertThat(told(null)).isTrue();
        assertThat(told(new IOException("Connection reset"))).isTrue();
    }

    private static boolean told(Throwable thrown) {
        LogRecord line = new LogRecord(Level.SEVERE, "Exception in SSE server handling");
        line.setThrown(thrown);
        return new GoneClients().isLoggable(line);
    }
}
