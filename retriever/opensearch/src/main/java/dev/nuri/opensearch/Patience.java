package dev.nuri.opensearch;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.opensearch.Cluster.Reply;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Sends again, after longer and longer pauses, what no node answered or had no room for. */
final class Patience {

    private static final Logger LOG = Logger.getLogger(Patience.class);

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long MAX_PAUSE_MILLIS = 5_000;
    /** Time for a cluster to choose another leader, or to work off what it has. */
    private static final long NANOS = 40_000_000_000L;

    private static final int TOO_MANY = 429;

    private Patience() {}

    /**
     * The first reply that is not to be asked for again, or the last when patience is at its end.
     *
     * @param again whether a reply calls for another attempt; not asked of failures that stay
     */
    static Reply with(Supplier<Reply> sending, Predicate<Reply> again) {
        long end = System.nanoTime() + NANOS;
        for (long pause = FIRST_PAUSE_MILLIS; ; pause = Math.min(MAX_PAUSE_MILLIS, 2 * pause)) {
            try {
                Reply reply = sending.get();
                boolean hopeless = reply.isFailure() && reply.status() < TOO_MANY;
                if (hopeless || !again.test(reply) || System.nanoTime() > end) {
                    return reply;
                }
                LOG.debugf("sent again in %d ms: %s", pause, reply.reason());
            } catch (NuriException e) {
                if (e.code() != ErrorCode.NOT_READY || System.nanoTime() > end) {
                    throw e;
                }
                LOG.debugf("sent again in %d ms: %s", pause, e.getMessage());
            }
            pause(pause + ThreadLocalRandom.current().nextLong(pause));
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NuriException(ErrorCode.BUSY, "Writing to OpenSearch was interrupted.", e);
        }
    }
}
