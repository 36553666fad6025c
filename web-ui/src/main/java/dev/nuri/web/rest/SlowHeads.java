package dev.nuri.web.rest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Closes a connection when the head of a request is not whole in time. On the connection's event loop.
 *
 * <p>A request may be answered before its body has come, as one that is declined is; the rest of the body is not taken for
 * a head.
 */
final class SlowHeads extends ChannelDuplexHandler {

    private static final Logger LOG = Logger.getLogger(SlowHeads.class);

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
    /** The line of the head that comes now, as far as it can say how long the body is. */
    private final StringBuilder line = new StringBuilder(BodyBytes.MAX_LINE);

    private final BodyBytes body = new BodyBytes();

    SlowHeads(Duration most) {
        this.most = most;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            if (!answering && startsWith(bytes, HTTP_2)) {
                leave(context);
            } else {
                read(context, bytes);
            }
        }
        context.fireChannelRead(message);
    }

    private void read(ChannelHandlerContext context, ByteBuf bytes) {
        int from = bytes.readerIndex() + body.in(bytes, bytes.readerIndex());
        if (answering || from == bytes.writerIndex()) {
            return;
        }
        if (timer == null) {
            timer = context.executor().schedule(() -> give(context), most.toMillis(), TimeUnit.MILLISECONDS);
        }
        int end = bytes.forEachByte(from, bytes.writerIndex() - from, this::goesOn);
        if (end >= 0) {
            stopTimer();
            answering = true;
            body.in(bytes, end + 1);
        }
    }

    private boolean goesOn(byte next) {
        if (next == '\n') {
            lineEnds++;
            body.header(line.toString());
            line.setLength(0);
        } else if (next != '\r') {
            begun = true;
            lineEnds = 0;
            if (line.length() < BodyBytes.MAX_LINE) {
                line.append((char) (next & 0xff));
            }
        }
        return !(begun && lineEnds == 2);
    }

    private void give(ChannelHandlerContext context) {
        LOG.debugf("%s sent no whole head within %s", context.channel().remoteAddress(), most);
        ChannelFuture _ = context.close();
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
        ChannelFuture _ = context.write(message, promise);
    }

    private static boolean startsWith(ByteBuf bytes, byte[] prefix) {
        return bytes.readableBytes() >= prefix.length
                && ByteBufUtil.equals(bytes, bytes.readerIndex(), Unpooled.wrappedBuffer(prefix), 0, prefix.length);
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
