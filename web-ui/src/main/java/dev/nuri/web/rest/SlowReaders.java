package dev.nuri.web.rest;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Closes a connection whose client hardly takes what it is given, which keeps that in memory, and the thread that gives
 * more of it. On the connection's event loop.
 */
final class SlowReaders extends ChannelDuplexHandler {

    private static final Logger LOG = Logger.getLogger(SlowReaders.class);
    private static final int BYTES_PER_SECOND = 1_024;

    /** Slow periods on end: what is written last may be little. */
    private static final int PATIENCE = 2;

    private final long periodMillis;
    private Future<?> timer;
    /** Bytes written to the connection so far. */
    private long written;
    /** How many of them the system had taken when this looked last. */
    private long taken;

    private int slow;

    private SlowReaders(Duration period) {
        this.periodMillis = period.toMillis();
    }

    /**
     * Watches the connection of a request, from the first one on; a response that nobody takes is over for the route that
     * gave it.
     *
     * @param period over which the client must take 1 KiB a second
     */
    static void watch(RoutingContext context, Duration period) {
        ChannelPipeline pipeline =
                ((ConnectionBase) context.request().connection()).channel().pipeline();
        if (pipeline.get(SlowReaders.class) == null) {
            // First, so that it sees the bytes that leave.
            pipeline.addFirst(new SlowReaders(period));
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            written += bytes.readableBytes();
        } else if (message instanceof FileRegion region) {
            written += region.count();
        }
        if (timer == null) {
            lookLater(context);
        }
        ChannelFuture _ = context.write(message, promise);
    }

    private void lookLater(ChannelHandlerContext context) {
        timer = context.executor().schedule(() -> look(context), periodMillis, TimeUnit.MILLISECONDS);
    }

    private void look(ChannelHandlerContext context) {
        timer = null;
        ChannelOutboundBuffer waiting = context.channel().unsafe().outboundBuffer();
        if (waiting == null || waiting.totalPendingWriteBytes() == 0) {
            slow = 0;
            return;
        }
        // What waits counts as a whole until its last byte is taken.
        long now = written - waiting.totalPendingWriteBytes() + waiting.currentProgress();
        slow = (now - taken) * 1_000 >= BYTES_PER_SECOND * periodMillis ? 0 : slow + 1;
        taken = now;
        if (slow >= PATIENCE) {
            LOG.debugf(
                    "%s takes too little of what it asked for",
                    context.channel().remoteAddress());
            ChannelFuture _ = context.close();
        } else {
            lookLater(context);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
        context.fireChannelInactive();
    }
}
