package dev.nuri.web.rest;

import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/** The other end of a request: when it goes away, the thread that works for it is interrupted. */
final class Client {

    private Thread worker = Thread.currentThread();
    private boolean gone;

    /** Watches for the thread that makes it. */
    Client(RoutingContext request) {
        request.addEndHandler(end -> {
            if (end.failed()) {
                lost();
            }
        });
    }

    /** Its connection broke. */
    synchronized void lost() {
        gone = true;
        if (worker != null) {
            worker.interrupt();
        }
    }

    /** The present thread goes on with the work. */
    synchronized void servedHere() {
        worker = Thread.currentThread();
    }

    /** The work is over, so that there is nothing to interrupt, and nothing left of an interruption for the thread's next work. */
    synchronized void served() {
        worker = null;
        if (gone) {
            Thread.interrupted();
        }
    }

    /** Does its work on this thread. */
    <T> T serve(Supplier<T> work) {
        servedHere();
        try {
            return work.get();
        } finally {
            served();
        }
    }

    /** Whether it has gone. */
    synchronized boolean gone() {
        return gone;
    }
}
