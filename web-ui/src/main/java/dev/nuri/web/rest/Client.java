package dev.nuri.web.rest;

import io.vertx.ext.web.RoutingContext;

/** The other end of a request: when it goes away, the thread that works for it is interrupted. */
final class Client {

    private final Thread worker = Thread.currentThread();
    private boolean gone;
    private boolean served;

    /** Watches from the thread that does the work. */
    Client(RoutingContext request) {
        request.response().exceptionHandler(failure -> lost());
        request.addEndHandler(end -> {
            if (end.failed()) {
                lost();
            }
        });
    }

    /** Its connection broke. */
    synchronized void lost() {
        gone = true;
        if (!served) {
            worker.interrupt();
        }
    }

    /** The work is over, so that there is nothing to interrupt. */
    synchronized void served() {
        served = true;
    }

    /** Whether it has gone. */
    synchronized boolean gone() {
        return gone;
    }
}
