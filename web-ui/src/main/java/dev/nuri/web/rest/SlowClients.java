package dev.nuri.web.rest;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import java.time.Duration;

/**
 * Watches the bytes of every connection, below HTTP: a request whose head never becomes whole is known to no route, and a
 * response that nobody takes is over for the route that gave it. Netty loads this as a service once {@link #install} was
 * called before its first server.
 */
public final class SlowClients extends ChannelInitializerExtension {

    private static volatile Duration stall = Duration.ofSeconds(30);

    /**
     * Has the connections of servers that are started from now on watched.
     *
     * @param period within which a head must be whole, and over which a response must bring 1 KiB a second
     */
    static void install(Duration period) {
        stall = period;
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        channel.pipeline().addFirst(new SlowHeads(stall), new SlowReaders(stall));
    }
}
