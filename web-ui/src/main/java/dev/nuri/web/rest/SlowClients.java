package dev.nuri.web.rest;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import java.time.Duration;

/**
 * Watches the heads of requests on every connection, below HTTP: a request whose head never becomes whole is known to no
 * route. Netty loads this as a service once {@link #install} was
 * called before its first server.
 */
public final class SlowClients extends ChannelInitializerExtension {

    /** A property of the JVM, as Netty keeps the first of its services even where a later server has other classes. */
    private static final String STALL_MILLIS = "dev.nuri.web.rest.SlowClients.stallMillis";

    private static final long DEFAULT_STALL_MILLIS = 30_000;

    /**
     * Has the connections of servers that are started from now on watched.
     *
     * @param period within which a head must be whole
     */
    static void install(Duration period) {
        System.setProperty(STALL_MILLIS, Long.toString(period.toMillis()));
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        Duration stall = Duration.ofMillis(Long.getLong(STALL_MILLIS, DEFAULT_STALL_MILLIS));
        channel.pipeline().addFirst(new SlowHeads(stall));
    }
}
