package dev.nuri.indexer.ingest;

import dev.nuri.indexer.SourceLeases;
import dev.nuri.indexer.SourceLeases.Lease;
import dev.nuri.indexer.SourceLeases.Round;
import dev.nuri.indexer.SourceRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * An ingest that several processes do together: each takes parts of what is found until all parts are done, by itself or
 * by another that began a part later and found the same in it. The parts of a process that dies are done by those left.
 * For one thread.
 */
final class SharedWork {

    /** Sources taken at once, by weight: a lease costs two requests, and small parts are taken together. */
    private static final int TOGETHER = 32;

    private static final long PAUSE_NANOS = 250_000_000;

    private final SourceLeases leases;
    private final String name;
    private final BooleanSupplier stopped;
    private final List<Round> before;
    private final Map<Integer, Part> parts = new TreeMap<>();

    /** What was found of a part, and what is gone of it. */
    static final class Part {
        final List<Found> found = new ArrayList<>();
        final List<SourceRecord> vanished = new ArrayList<>();
        private long sum;

        private void add(Found source, String as) {
            found.add(source);
            // In any order; mixed, so that few sums are alike.
            sum += new Random(((long) source.uri().hashCode() << 32) ^ as.hashCode()).nextLong();
        }

        /** The same for the same sources. */
        private String covered() {
            return found.size() + ":" + Long.toHexString(sum);
        }
    }

    /** Does the work. */
    interface Doer {

        /** Reads what was found, forgets what is gone, and returns when all of it is durable. */
        void work(List<Part> parts);

        /** Another process has done it. */
        void done(Part part);
    }

    /**
     * Work that begins now.
     *
     * @param name stands for the same work in every process
     */
    SharedWork(SourceLeases leases, String name, BooleanSupplier stopped) {
        this.leases = leases;
        this.name = name;
        this.stopped = stopped;
        this.before = leases.rounds(name);
    }

    /**
     * Adds a source.
     *
     * @param as with what it is to be read beside its bytes
     */
    void add(Found found, String collection, String as) {
        part(collection, found.uri()).add(found, as);
    }

    void vanished(SourceRecord gone) {
        part(gone.collection(), gone.uri()).vanished.add(gone);
    }

    private Part part(String collection, String uri) {
        return parts.computeIfAbsent(leases.partOf(collection, uri), _ -> new Part());
    }

    /** Returns when every part is done, or when stopped. */
    void run(Doer doer) {
        while (!parts.isEmpty() && !stopped.getAsBoolean()) {
            leaveDone(doer);
            boolean took = false;
            for (List<Integer> together : batches()) {
                took |= !stopped.getAsBoolean() && take(together, doer);
            }
            if (!took && !parts.isEmpty()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Strikes off what others have done since this began. */
    private void leaveDone(Doer doer) {
        List<Round> now = leases.rounds(name);
        parts.entrySet().removeIf(each -> {
            Round round = now.get(each.getKey());
            boolean done = round.done() > before.get(each.getKey()).begun()
                    && round.covered().equals(each.getValue().covered());
            if (done) {
                doer.done(each.getValue());
            }
            return done;
        });
    }

    /** Parts in an order of this process's own, so that processes meet late, as many together as make a batch. */
    private List<List<Integer>> batches() {
        List<Integer> left = new ArrayList<>(parts.keySet());
        Collections.shuffle(left);
        List<List<Integer>> batches = new ArrayList<>();
        int sources = TOGETHER;
        for (int part : left) {
            if (sources >= TOGETHER) {
                batches.add(new ArrayList<>());
                sources = 0;
            }
            batches.getLast().add(part);
            Part of = Objects.requireNonNull(parts.get(part));
            sources += of.found.stream().mapToInt(Found::weight).sum() + of.vanished.size();
        }
        return batches;
    }

    private boolean take(List<Integer> together, Doer doer) {
        Map<Integer, Lease> taken =
                leases.tryTake(together.stream().filter(parts::containsKey).toList(), name);
        if (taken.isEmpty()) {
            return false;
        }
        try {
            // Another may have done them since it was looked at; from here on nobody can.
            leaveDone(doer);
            Map<Integer, Part> left = new TreeMap<>(parts);
            left.keySet().retainAll(taken.keySet());
            doer.work(List.copyOf(left.values()));
            if (!stopped.getAsBoolean()) {
                left.forEach((number, part) ->
                        Objects.requireNonNull(taken.get(number)).done(part.covered()));
                parts.keySet().removeAll(left.keySet());
            }
        } finally {
            taken.values().forEach(Lease::close);
        }
        return true;
    }
}
