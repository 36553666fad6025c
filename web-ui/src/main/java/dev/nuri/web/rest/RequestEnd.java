package dev.nuri.web.rest;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Does something once when a request is over, however it ends. The platform's own end handlers are not told of a client that
 * hangs up once somebody else has taken the response's one close handler, as whoever streams does.
 */
final class RequestEnd implements GenericFutureListener<Future<Void>> {

    private final Channel channel;
    private final Runnable action;
    private final AtomicBoolean over = new AtomicBoolean();

    private RequestEnd(Channel channel, Runnable action) {
        this.channel = channel;
        this.action = action;
    }

    /** Does {@code action} when the request of {@code context} is over, on whatever thread. */
    static void after(RoutingContext context, Runnable action) {
        Channel channel = ((ConnectionBase) context.request().connection()).channel();
        RequestEnd end = new RequestEnd(channel, action);
        channel.closeFuture().addListener(end);
        context.addEndHandler(_ -> end.end());
    }

    @Override
    public void operationComplete(Future<Void> closed) {
        end();
    }

    private void end() {
        if (over.compareAndSet(false, true)) {
            channel.closeFuture().removeListener(this);
            action.run();
        }
    }
}
