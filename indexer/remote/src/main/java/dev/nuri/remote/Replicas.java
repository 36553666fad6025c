package dev.nuri.remote;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Servers that hold the same model, one or several. A request goes to the one with the fewest under way, of equals to the one
 * that was asked longest ago. One that fails is left alone for a while, after each failure in a row about twice as long as
 * before; then one request tries it, and only when that is answered do others follow (a circuit breaker: M. Nygard, "Release
 * It!", 2007). Which requests are repeated is for who sends them. Thread-safe.
 */
public final class Replicas {

    private static final Logger LOG = Logger.getLogger(Replicas.class);

    static final long FIRST_REST_MILLIS = 1_000;
    static final long LONGEST_REST_MILLIS = 30_000;

    private final List<Replica> replicas;
    private final LongSupplier nanos;

    /** What is known of a server; guarded by the replicas. */
    private static final class Replica {

        private final URI base;
        private int underWay;
        private long turns;
        private int failures;
        private long restsUntil;
        private boolean tried;
        private String why;

        Replica(URI base) {
            this.base = base;
        }

        /** Whether requests are to go elsewhere. */
        boolean rests(long now) {
            return failures > 0 && (tried || restsUntil - now > 0);
        }
    }

    /** Servers none of which has failed yet. */
    public Replicas(List<URI> bases) {
        this(bases, System::nanoTime);
    }

    Replicas(List<URI> bases, LongSupplier nanos) {
        if (bases.isEmpty() || Set.copyOf(bases).size() != bases.size()) {
            throw new IllegalArgumentException("servers must be different and at least one, got " + bases);
        }
        this.replicas = bases.stream().map(Replica::new).toList();
        this.nanos = nanos;
    }

    /** How many there are. */
    public int count() {
        return replicas.size();
    }

    /**
     * The server for a request. Where all rest, or were passed over, it is one of these all the same: who asks decides whether
     * to ask it.
     *
     * @param passedOver those that have just failed the same request
     */
    public synchronized Turn turn(Set<URI> passedOver) {
        long now = nanos.getAsLong();
        Replica next = replicas.stream()
                .min(Comparator.comparing((Replica r) -> passedOver.contains(r.base))
                        .thenComparing(r -> r.rests(now))
                        .thenComparingInt(r -> r.underWay)
                        .thenComparingLong(r -> r.turns))
                .orElseThrow();
        String resting = next.rests(now) ? next.why : null;
        next.underWay++;
        next.turns = 1 + replicas.stream().mapToLong(r -> r.turns).max().orElse(0);
        boolean trial = next.failures > 0 && resting == null;
        next.tried |= trial;
        return new Turn(next, resting, trial, now);
    }

    /** A request's turn at a server. For one thread; close it when the request is over, answered or not. */
    public final class Turn implements AutoCloseable {

        private final Replica replica;
        private final String resting;
        private final boolean trial;
        private final long begun;
        private boolean over;

        private Turn(Replica replica, String resting, boolean trial, long begun) {
            this.replica = replica;
            this.resting = resting;
            this.trial = trial;
            this.begun = begun;
        }

        /** Where to send the request. */
        public URI base() {
            return replica.base;
        }

        /** Why this server, and with it every other that may be asked, is to be left alone now; null when it is not. */
        public String resting() {
            return resting;
        }

        /** The server is there and does what it is asked. */
        public void answered() {
            synchronized (Replicas.this) {
                if (replica.failures > 0) {
                    LOG.infof("The model server %s answers again.", replica.base);
                }
                replica.failures = 0;
                replica.tried = false;
            }
        }

        /**
         * The server failed, or has no room. Failures of requests that were under way at once count once.
         *
         * @param why a part of a sentence
         * @param waitMillis how long the server wants to be left alone; 0 where it does not say
         */
        public void failed(String why, long waitMillis) {
            synchronized (Replicas.this) {
                long now = nanos.getAsLong();
                boolean known = replica.failures > 0 && !trial && replica.restsUntil - begun > 0;
                if (!known) {
                    replica.failures++;
                    long rest = Math.max(waitMillis, rest(replica.failures));
                    replica.restsUntil = now + TimeUnit.MILLISECONDS.toNanos(rest);
                    if (replica.failures == 1 && replicas.size() > 1) {
                        LOG.warnf("The model server %s is left alone for now: %s.", replica.base, why);
                    }
                }
                replica.why = why;
                replica.tried = false;
            }
        }

        @Override
        public void close() {
            synchronized (Replicas.this) {
                if (!over) {
                    over = true;
                    replica.underWay--;
                    if (trial) {
                        // Given up before its end, it tells nothing: the next one tries.
                        replica.tried = false;
                    }
                }
            }
        }
    }

    /** Between half of it and all of it, so that those that found a server down together do not return together. */
    private static long rest(int failures) {
        long most = Math.min(LONGEST_REST_MILLIS, FIRST_REST_MILLIS << Math.min(failures - 1, 10));
        return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
    }
}
