package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceLeases;
import dev.nuri.opensearch.Cluster.Reply;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 * {@link SourceLeases} as entries of an index of their own, one a part. An entry is written only over the version that was
 * read, so that of two who take it one does. Who holds it writes it again every few seconds; who sees the same version for
 * too long takes it over. That compares no clocks: each process measures with its own how long nothing changes.
 *
 * <p>A process that did not get to write its leases for a while asks anew whether it still holds them before it writes
 * anything else. What it has sent by then and a node did not answer can still arrive; it is the same entries as whoever takes
 * over writes from the same sources.
 */
final class ClusterLeases implements SourceLeases, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ClusterLeases.class);

    static final int PARTS = 256;
    /** Pieces of work that are remembered of each part. */
    private static final int MAX_WORKS = 8;

    private static final String OWNER = "owner";
    private static final String BEAT = "beat";
    private static final String WORKS = "works";
    private static final String BEGUN = "begun";
    private static final String DONE = "done";
    private static final String COVERED = "covered";

    private static final int CONFLICT = 409;
    private static final byte[] LINE = {'\n'};

    private final Cluster cluster;
    private final String index;
    private final Times times;
    private final Runnable sync;
    private final String owner = UUID.randomUUID().toString();

    private final Map<Integer, Held> held = new TreeMap<>();
    /** Versions of others' entries, and since when they are seen. */
    private final Map<Integer, Sighting> sightings = new HashMap<>();

    private final CountDownLatch closed = new CountDownLatch(1);
    private Thread beating;
    private boolean indexIsThere;
    private NuriException lost;

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

    private record Sighting(long version, long term, long since) {}

    /** One that this process holds. */
    private static final class Held {
        private int users;
        /** Raised by each user, so that one that came and went is noticed. */
        private long uses;

        private long version;
        private long term;
        private long beat;
        private long written;
        private Map<String, Round> works = new LinkedHashMap<>();

        boolean isIdle() {
            return users == 0;
        }
    }

    /** @param sync makes durable what was written under leases; called before one is given up */
    ClusterLeases(Cluster cluster, Times times, Runnable sync) {
        this.cluster = cluster;
        this.index = cluster.config().index() + "-leases";
        this.times = times;
        this.sync = sync;
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
                        "Another Nuri that writes to the same index keeps what is to be changed: try again when it has"
                                + " indexed.");
            }
            Patience.pause(times.beat().toMillis() / 4 + 1);
        }
    }

    @Override
    public synchronized Map<Integer, Lease> tryTake(Collection<Integer> parts, String work) {
        requireIndex();
        Map<Integer, Held> free = new TreeMap<>();
        List<Integer> asked = new ArrayList<>();
        for (int part : parts) {
            Held mine = held.get(part);
            if (mine == null) {
                asked.add(part);
            } else if (work != null) {
                free.put(part, mine);
            }
        }
        if (!asked.isEmpty()) {
            List<JsonNode> entries = read(asked);
            for (int i = 0; i < asked.size(); i++) {
                if (isFree(asked.get(i), entries.get(i))) {
                    free.put(asked.get(i), of(entries.get(i)));
                }
            }
        }
        Map<Integer, Held> begun = new TreeMap<>();
        free.forEach((part, entry) -> begun.put(part, work == null ? entry : begun(entry, work)));
        write(begun, owner).forEach(part -> held.put(part, begun.get(part)));
        startBeating();
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

    private static Held begun(Held entry, String work) {
        Round before = entry.works.getOrDefault(work, Round.NONE);
        entry.works.remove(work);
        entry.works.put(work, new Round(before.begun() + 1, before.done(), before.covered()));
        while (entry.works.size() > MAX_WORKS) {
            entry.works.remove(entry.works.keySet().iterator().next());
        }
        return entry;
    }

    private boolean isFree(int part, JsonNode entry) {
        if (!entry.path("found").asBoolean()
                || isMine(entry)
                || entry.path("_source").path(OWNER).asText().isEmpty()) {
            sightings.remove(part);
            return true;
        }
        long version = entry.path("_seq_no").asLong();
        long term = entry.path("_primary_term").asLong();
        long now = System.nanoTime();
        Sighting before = sightings.get(part);
        if (before == null || before.version() != version || before.term() != term) {
            sightings.put(part, new Sighting(version, term, now));
            return false;
        }
        return now - before.since() > times.dead().toNanos();
    }

    private static Held of(JsonNode entry) {
        Held read = new Held();
        boolean found = entry.path("found").asBoolean();
        read.version = found ? entry.path("_seq_no").asLong() : -1;
        read.term = entry.path("_primary_term").asLong();
        read.beat = entry.path("_source").path(BEAT).asLong();
        read.works = works(entry);
        return read;
    }

    private static Map<String, Round> works(JsonNode entry) {
        Map<String, Round> works = new LinkedHashMap<>();
        for (JsonNode work : entry.path("_source").path(WORKS)) {
            works.put(
                    work.path("name").asText(),
                    new Round(
                            work.path(BEGUN).asLong(),
                            work.path(DONE).asLong(),
                            work.path(COVERED).asText()));
        }
        return works;
    }

    @Override
    public List<Round> rounds(String work) {
        requireIndex();
        return read(IntStream.range(0, PARTS).boxed().toList()).stream()
                .map(entry -> works(entry).getOrDefault(work, Round.NONE))
                .toList();
    }

    private List<JsonNode> read(List<Integer> parts) {
        ObjectNode body = Cluster.object();
        ArrayNode ids = body.putArray("ids");
        parts.forEach(part -> ids.add(String.valueOf(part)));
        JsonNode answer = cluster.checked(Patience.with(
                () -> cluster.send("POST", "/" + index + "/_mget", body),
                reply -> reply.isFailure() || reply.body().path("docs").findValue("error") != null));
        List<JsonNode> entries = new ArrayList<>();
        answer.path("docs").forEach(entry -> {
            if (entry.has("error")) {
                throw cluster.failure(new Reply(503, entry));
            }
            entries.add(entry);
        });
        return entries;
    }

    /** Writes entries over the versions that were read; gives the parts of which that went well. */
    private List<Integer> write(Map<Integer, Held> entries, String owner) {
        if (entries.isEmpty()) {
            return List.of();
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        entries.forEach((part, entry) -> {
            ObjectNode action = Cluster.object();
            ObjectNode about = action.putObject(entry.version < 0 ? "create" : "index");
            about.put("_id", String.valueOf(part));
            if (entry.version >= 0) {
                about.put("if_seq_no", entry.version).put("if_primary_term", entry.term);
            }
            lines.writeBytes(Cluster.bytes(action));
            lines.writeBytes(LINE);
            lines.writeBytes(Cluster.bytes(json(entry, owner)));
            lines.writeBytes(LINE);
        });
        long now = System.nanoTime();
        byte[] bytes = lines.toByteArray();
        JsonNode answer =
                cluster.checked(cluster.send("POST", "/" + index + "/_bulk", Map.of(), bytes, "application/x-ndjson"));
        List<Integer> written = new ArrayList<>();
        Reply refused = null;
        for (JsonNode item : answer.path("items")) {
            JsonNode result = item.elements().next();
            int part = Integer.parseInt(result.path("_id").asText());
            Held entry = entries.get(part);
            if (!result.has("error")) {
                entry.version = result.path("_seq_no").asLong();
                entry.term = result.path("_primary_term").asLong();
                entry.written = now;
                written.add(part);
            } else if (result.path("status").asInt() != CONFLICT) {
                refused = new Reply(result.path("status").asInt(), result);
            }
        }
        if (refused != null) {
            throw cluster.failure(refused);
        }
        return written;
    }

    private static ObjectNode json(Held entry, String owner) {
        entry.beat++;
        ObjectNode json = Cluster.object();
        json.put(OWNER, owner).put(BEAT, entry.beat);
        ArrayNode works = json.putArray(WORKS);
        entry.works.forEach((name, round) -> works.addObject()
                .put("name", name)
                .put(BEGUN, round.begun())
                .put(DONE, round.done())
                .put(COVERED, round.covered()));
        return json;
    }

    private void requireIndex() {
        synchronized (this) {
            if (indexIsThere) {
                return;
            }
            ObjectNode body = Cluster.object();
            body.putObject("settings")
                    .put("number_of_shards", 1)
                    .put("number_of_replicas", cluster.config().replicas());
            body.putObject("mappings").put("dynamic", false);
            Reply reply = Patience.with(() -> cluster.send("PUT", "/" + index, body), Reply::isFailure);
            if (!reply.errorType().equals("resource_already_exists_exception")) {
                cluster.checked(reply);
            }
            cluster.call("GET", "/_cluster/health/" + index + "?wait_for_status=yellow&timeout=30s", null);
            indexIsThere = true;
        }
    }

    private final class Taken implements Lease {

        private final int part;
        private final Held entry;
        private final String work;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Taken(int part, Held entry, String work) {
            this.part = part;
            this.entry = entry;
            this.work = work;
        }

        @Override
        public void done(String covered) {
            synchronized (ClusterLeases.this) {
                Round round = entry.works.get(work);
                if (round != null) {
                    entry.works.put(work, new Round(round.begun(), round.begun(), covered));
                }
            }
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                synchronized (ClusterLeases.this) {
                    entry.users--;
                }
            }
        }

        @Override
        public String toString() {
            return "Lease[" + part + "]";
        }
    }

    private synchronized void startBeating() {
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
            Map<Integer, Held> still = new TreeMap<>();
            idle.forEach((part, uses) -> {
                Held entry = held.get(part);
                if (entry != null && entry.isIdle() && entry.uses == uses) {
                    still.put(part, entry);
                }
            });
            write(still, "");
            // Those that were not written are another's.
            still.keySet().forEach(held::remove);
        }
    }

    private synchronized void renew() {
        Set<Integer> written = new HashSet<>(write(held, owner));
        List<Integer> gone = withoutMine(
                held.keySet().stream().filter(part -> !written.contains(part)).toList());
        if (!gone.isEmpty()) {
            gone.forEach(held::remove);
            lost = new NuriException(
                    ErrorCode.BUSY,
                    "Another Nuri that writes to the same index took over, because this one did not write for "
                            + times.dead().toSeconds() + " seconds: index again.");
            LOG.warn(lost.getMessage());
        }
    }

    /** Of entries that have other versions those that others wrote; one that was not answered was written all the same. */
    private List<Integer> withoutMine(List<Integer> parts) {
        List<Integer> others = new ArrayList<>();
        List<JsonNode> entries = parts.isEmpty() ? List.of() : read(parts);
        for (int i = 0; i < entries.size(); i++) {
            Held entry = held.get(parts.get(i));
            if (isMine(entries.get(i))) {
                Held now = of(entries.get(i));
                entry.version = now.version;
                entry.term = now.term;
            } else {
                others.add(parts.get(i));
            }
        }
        return others;
    }

    private boolean isMine(JsonNode entry) {
        return entry.path("_source").path(OWNER).asText().equals(owner);
    }

    /**
     * Whether a lease is gone; asks anew for those that may be. Called before anything is written under one.
     *
     * @return why, told once; null while all are held
     * @throws NuriException NOT_READY when it cannot be asked
     */
    synchronized NuriException taken() {
        long now = System.nanoTime();
        if (held.values().stream()
                .anyMatch(entry -> now - entry.written > times.fresh().toNanos())) {
            renew();
        }
        NuriException told = lost;
        lost = null;
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
            try {
                write(held, "");
            } catch (NuriException e) {
                LOG.debugf("leases are left to end by themselves: %s", e.getMessage());
            }
            held.clear();
        }
    }
}
