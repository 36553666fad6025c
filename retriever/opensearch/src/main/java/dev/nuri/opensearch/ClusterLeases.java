package dev.nuri.opensearch;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceLeases;
import dev.nuri.opensearch.LeaseEntries.Entry;
import dev.nuri.opensearch.LeaseEntries.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * {@link SourceLeases} as {@link LeaseEntries}, so that of two who take one, one does. Who holds it writes it again every
 * few seconds; who sees the same version for too long takes it over. That compares no clocks: each process measures with
 * its own how long nothing changes.
 *
 * <p>A process that did not get to write its leases for a while asks anew whether it still holds them before it writes
 * anything else. When one is gone, nothing is written until all who had it have let go, and what they left unsent is
 * dropped. What was sent by then and not answered can still arrive; it is made of the same sources as what whoever took over
 * writes.
 */
final class ClusterLeases implements SourceLeases, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ClusterLeases.class);

    static final int PARTS = 256;
    /** The lease of who builds the index anew, beside those of parts. */
    static final int REBUILDING = PARTS;

    private final Cluster cluster;
    private final Times times;
    private final Runnable sync;
    private final Runnable entered;
    private final String owner = UUID.randomUUID().toString();

    /** Made when the first lease is asked for; who only reads needs none. */
    private LeaseEntries entries;

    private final Map<Integer, Held> held = new TreeMap<>();
    /** Those that are another's now, while somebody here does not know that. */
    private final List<Held> gone = new ArrayList<>();
    /** Why something that was to be written is not; null when nothing is. */
    private NuriException lost;

    /** Versions of others' entries, and since when they are seen. */
    private final Map<Integer, Sighting> sightings = new HashMap<>();

    private final CountDownLatch closed = new CountDownLatch(1);
    private Thread beating;

    /**
     * How long things take.
     *
     * @param beat between two writes of a lease
     * @param fresh for how long nobody doubts that a lease is held after it was written
     * @param dead after how long without a change a lease is taken over; far longer than {@code fresh}
     * @param patience how long one waits for a lease
     */
    record Times(Duration beat, Duration fresh, Duration dead, Duration patience) {

        static final Times USUAL =
                new Times(Duration.ofSeconds(2), Duration.ofSeconds(6), Duration.ofSeconds(20), Duration.ofSeconds(60));
    }

    private record Sighting(Version version, long since) {}

    /** One that this process holds. */
    private static final class Held {
        private Entry entry;
        /** When it was written last. */
        private long written;

        private int users;
        /** Raised by each user, so that one that came and went is noticed. */
        private long uses;

        Held(Entry entry, long written) {
            this.entry = entry;
            this.written = written;
        }

        boolean isIdle() {
            return users == 0;
        }
    }

    /**
     * Leases of a cluster's index.
     *
     * @param sync makes durable what was written under leases; called before one is given up
     * @param entered called when another process may have held what this one has taken; where it throws, nothing is taken
     */
    ClusterLeases(Cluster cluster, Times times, Runnable sync, Runnable entered) {
        this.cluster = cluster;
        this.times = times;
        this.sync = sync;
        this.entered = entered;
    }

    private synchronized LeaseEntries entries() {
        if (entries == null) {
            entries = new LeaseEntries(cluster);
        }
        return entries;
    }

    @Override
    public int parts() {
        return PARTS;
    }

    @Override
    public Lease take(int part) {
        long end = System.nanoTime() + times.patience().toNanos();
        while (true) {
            Lease lease = tryTake(Set.of(part), null).get(part);
            if (lease != null) {
                return lease;
            }
            if (System.nanoTime() > end) {
                throw new NuriException(
                        ErrorCode.BUSY,
                        "Another Nuri that writes to the same index keeps what is to be changed for more than "
                                + times.patience().toSeconds() + " seconds: try again when it has indexed.");
            }
            Patience.pause(times.beat().toMillis() / 4 + 1);
        }
    }

    @Override
    public synchronized Map<Integer, Lease> tryTake(Collection<Integer> parts, String work) {
        Map<Integer, Entry> wanted = free(parts);
        if (work != null) {
            parts.stream().filter(held::containsKey).forEach(part -> wanted.put(part, held.get(part).entry));
            wanted.replaceAll((_, entry) -> entry.begun(work));
        }
        Set<Integer> before = Set.copyOf(held.keySet());
        write(wanted, owner);
        startBeating();
        if (!before.containsAll(held.keySet())) {
            enter(before);
        }
        Map<Integer, Lease> taken = new TreeMap<>();
        for (int part : parts) {
            Held mine = held.get(part);
            if (mine != null) {
                mine.users++;
                mine.uses++;
                taken.put(part, new Taken(part, mine, work));
            }
        }
        return taken;
    }

    /** Gives back all but those held before when what others left cannot be gone on with, so that it is asked each time. */
    private void enter(Set<Integer> before) {
        try {
            entered.run();
        } catch (RuntimeException e) {
            Map<Integer, Entry> back = new TreeMap<>();
            held.forEach((part, mine) -> back.put(part, mine.entry));
            back.keySet().removeAll(before);
            held.keySet().retainAll(before);
            try {
                write(back, "");
            } catch (NuriException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    /** The entries of parts that nobody holds. */
    private Map<Integer, Entry> free(Collection<Integer> parts) {
        List<Integer> asked =
                parts.stream().filter(part -> !held.containsKey(part)).toList();
        if (asked.isEmpty()) {
            return new TreeMap<>();
        }
        List<Entry> read = entries().read(asked);
        Map<Integer, Entry> free = new TreeMap<>();
        for (int i = 0; i < asked.size(); i++) {
            if (isFree(asked.get(i), read.get(i))) {
                free.put(asked.get(i), read.get(i));
            }
        }
        return free;
    }

    private boolean isFree(int part, Entry entry) {
        // One's own is what was written and not answered.
        if (entry.owner().isEmpty() || entry.owner().equals(owner)) {
            sightings.remove(part);
            return true;
        }
        long now = System.nanoTime();
        Sighting before = sightings.get(part);
        if (before == null || !before.version().equals(entry.version())) {
            sightings.put(part, new Sighting(entry.version(), now));
            return false;
        }
        return now - before.since() > times.dead().toNanos();
    }

    /** Writes entries for an owner; this process holds from now on those that were written for itself. */
    private Set<Integer> write(Map<Integer, Entry> wanted, String newOwner) {
        if (wanted.isEmpty()) {
            return Set.of();
        }
        long now = System.nanoTime();
        Map<Integer, Entry> written = new TreeMap<>(wanted);
        written.replaceAll((_, entry) -> entry.by(newOwner));
        written = entries().write(written);
        if (newOwner.equals(owner)) {
            written.forEach((part, entry) -> {
                Held mine = held.computeIfAbsent(part, _ -> new Held(entry, now));
                mine.entry = entry;
                mine.written = now;
            });
        }
        return written.keySet();
    }

    @Override
    public List<Round> rounds(String work) {
        return entries().read(IntStream.range(0, PARTS).boxed().toList()).stream()
                .map(entry -> entry.round(work))
                .toList();
    }

    private final class Taken implements Lease {

        private final int part;
        private final Held mine;
        private final String work;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Taken(int part, Held mine, String work) {
            this.part = part;
            this.mine = mine;
            this.work = work;
        }

        @Override
        public void done(String covered) {
            synchronized (ClusterLeases.this) {
                mine.entry = mine.entry.done(work, covered);
            }
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                synchronized (ClusterLeases.this) {
                    mine.users--;
                }
            }
        }

        @Override
        public String toString() {
            return "Lease[" + part + "]";
        }
    }

    private void startBeating() {
        if (beating == null && !held.isEmpty()) {
            beating = Thread.ofPlatform().name("nuri-leases").daemon().start(this::beat);
        }
    }

    private void beat() {
        try {
            while (!closed.await(times.beat().toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    renew();
                    giveUpIdle();
                } catch (NuriException | IllegalStateException e) {
                    LOG.debugf("leases are not renewed: %s", e.getMessage());
                } catch (RuntimeException e) {
                    LOG.warn("leases are not renewed", e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("leases end with the store", e);
        }
    }

    /** Those that nobody uses, once what was written under them is durable. */
    private void giveUpIdle() {
        Map<Integer, Long> idle;
        synchronized (this) {
            idle = held.entrySet().stream()
                    .filter(each -> each.getValue().isIdle())
                    .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().uses));
        }
        if (idle.isEmpty()) {
            return;
        }
        sync.run();
        synchronized (this) {
            Map<Integer, Entry> still = new TreeMap<>();
            held.forEach((part, mine) -> {
                if (mine.isIdle() && Long.valueOf(mine.uses).equals(idle.get(part))) {
                    still.put(part, mine.entry);
                }
            });
            write(still, "");
            // One that was not written is another's, or ends by itself.
            still.keySet().forEach(held::remove);
        }
    }

    private synchronized void renew() {
        Map<Integer, Entry> mine = new TreeMap<>();
        held.forEach((part, each) -> mine.put(part, each.entry));
        Set<Integer> written = write(mine, owner);
        mine.keySet().removeAll(written);
        List<Integer> others = withoutMine(List.copyOf(mine.keySet()));
        if (!others.isEmpty()) {
            others.forEach(part -> gone.add(held.remove(part)));
            lost = new NuriException(
                    ErrorCode.BUSY,
                    "Another Nuri that writes to the same index took over, because this one did not write for "
                            + times.dead().toSeconds() + " seconds: index again.");
            LOG.warn(lost.getMessage());
        }
    }

    /** Of entries that were not written those that are another's; one that was and was not answered is not. */
    private List<Integer> withoutMine(List<Integer> parts) {
        List<Entry> now = entries == null ? List.of() : entries.read(parts);
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            Held mine = held.get(parts.get(i));
            if (now.get(i).owner().equals(owner)) {
                mine.entry = new Entry(now.get(i).version(), owner, now.get(i).beat(), mine.entry.works());
            } else {
                others.add(parts.get(i));
            }
        }
        return others;
    }

    /**
     * Whether a lease is gone; asks anew for those that may be. Called before anything is written under one.
     *
     * @return why, until all who had it have let go and it was told once more; null while all are held
     * @throws NuriException NOT_READY when it cannot be asked
     */
    synchronized NuriException taken() {
        long now = System.nanoTime();
        if (held.values().stream()
                .anyMatch(mine -> now - mine.written > times.fresh().toNanos())) {
            renew();
        }
        NuriException told = lost;
        gone.removeIf(Held::isIdle);
        if (gone.isEmpty()) {
            lost = null;
        }
        return told;
    }

    /** Lets them end by themselves, as a process that dies does. */
    void stopBeating() {
        closed.countDown();
    }

    /** Gives up all; what was written under them is durable. */
    @Override
    public void close() {
        closed.countDown();
        synchronized (this) {
            Map<Integer, Entry> mine = new TreeMap<>();
            held.forEach((part, each) -> mine.put(part, each.entry));
            try {
                write(mine, "");
            } catch (NuriException e) {
                LOG.debugf("leases are left to end by themselves: %s", e.getMessage());
            }
            held.clear();
        }
    }
}
