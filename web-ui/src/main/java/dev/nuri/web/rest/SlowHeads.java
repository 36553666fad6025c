package dev.nuri.web.rest;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Closes connections whose request heads are not whole in time. A client that sends a head byte by byte never lets the
 * connection idle, and no route hears of the request before its head is whole; so this looks at the bytes themselves, below
 * HTTP. Netty loads it as a service once {@link #install} was called before its first server.
 */
public final class SlowHeads extends ChannelInitializerExtension {

    private static final Logger LOG = Logger.getLogger(SlowHeads.class);

    private static volatile Duration limit = Duration.ofSeconds(30);

    /** Makes heads of servers that are started from now on be watched. */
    public static void install(Duration headLimit) {
        limit = headLimit;
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        channel.pipeline().addFirst(new Watch(limit));
    }

    /** The bytes of one connection; on its event loop. */
    private static final class Watch extends ChannelDuplexHandler {

        private static final byte[] HTTP_2 = "PRI * HTTP/2".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] SWITCHING = "HTTP/1.1 101".getBytes(StandardCharsets.US_ASCII);

        private final Duration most;
        private Future<?> timer;
        /** A head has come and nothing was answered yet: what comes is a body, or waits for its turn. */
        private boolean answering;
        /** Whether the head has a byte that does not end a line: empty lines may precede it. */
        private boolean begun;
        /** Ends of lines since the last such byte: the second ends the head. */
        private int lineEnds;

        private Watch(Duration most) {
            this.most = most;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes && !answering && bytes.isReadable()) {
                if (startsWith(bytes, HTTP_2)) {
                    leave(context);
                } else {
                    read(context, bytes);
                }
            }
            context.fireChannelRead(message);
        }

        private void read(ChannelHandlerContext context, ByteBuf bytes) {
            if (timer == null) {
                timer = context.executor().schedule(() -> give(context), most.toMillis(), TimeUnit.MILLISECONDS);
            }
            // Ends at the byte that ends the head; what follows belongs to the body.
            if (bytes.forEachByte(this::goesOn) >= 0) {
                stopTimer();
                answering = true;
            }
        }

        private boolean goesOn(byte next) {
            if (next == '\n') {
                lineEnds++;
            } else if (next != '\r') {
                begun = true;
                lineEnds = 0;
            }
            return !(begun && lineEnds == 2);
        }

        private void give(ChannelHandlerContext context) {
            LOG.debugf("%s sent no whole head within %s", context.channel().remoteAddress(), most);
            context.close();
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (answering) {
                answering = false;
                begun = false;
                lineEnds = 0;
                if (message instanceof ByteBuf bytes && startsWith(bytes, SWITCHING)) {
                    leave(context);
                }
            }
            context.write(message, promise);
        }

        private static boolean startsWith(ByteBuf bytes, byte[] prefix) {
            return bytes.readableBytes() >= prefix.length
                    && ByteBufUtil.equals(
                            bytes,
                            bytes.readerIndex(),
                            Unpooled.wrappedBuffer(prefix),
                            0,
                            prefix.length);
        }

        /** What the connection speaks now has no heads. */
        private void leave(ChannelHandlerContext context) {
            stopTimer();
            context.pipeline().remove(this);
        }

        private void stopTimer() {
            if (timer != null) {
                timer.cancel(false);
                timer = null;
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            stopTimer();
            context.fireChannelInactive();
        }
    }
}
