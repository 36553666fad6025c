package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSuccessor;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceLeases.Lease;
import dev.nuri.indexer.Touched;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The successor of an index in a cluster: another index, which gets the alias when it has all of the former. It takes over
 * while it has every lease, so that no process writes. The processes that use the former see at their next lease, or a
 * second later, that the alias is for another index; those that are configured for that go on with it, the others search
 * the former until they are started again. Whatever ends this before it took over leaves the former as it was.
 */
public final class OpenSearchSuccessor implements IndexSuccessor {

    private static final Logger LOG = Logger.getLogger(OpenSearchSuccessor.class);

    private static final long PAUSE_MILLIS = 500;

    /**
     * Publishings by which the new index is ahead, so that one of the former that was not counted yet has not the same
     * number.
     */
    private static final long AHEAD = 1_000;

    private final Cluster cluster;
    private final ClusterLeases leases;
    private final ClusterLeases.Times times;
    private final OpenedIndex former;
    private final String name;
    private final OpenSearchStore next;
    private final FormerChanges changes;
    private final KeyRanges documents = new KeyRanges(IndexSchema.DOCUMENT_ID);
    private final KeyRanges sources = new KeyRanges(IndexEntries.SOURCE_RECORD);
    private boolean tookOver;

    private OpenSearchSuccessor(
            Cluster cluster, IndexEntries entries, ClusterLeases leases, ClusterLeases.Times times) {
        this.cluster = cluster;
        this.leases = leases;
        this.times = times;
        OpenSearchConfig config = cluster.config();
        this.former = former(cluster);
        this.name = OpenedIndex.numbered(config.index(), FormerIndices.number(cluster, former.name()) + 1);
        dropUnfinished(cluster, former.name());
        this.changes = new FormerChanges(cluster, former.name());
        OpenedIndex.create(cluster, entries, name, null);
        this.next = OpenSearchStore.under(leases, config.withIndex(name), entries);
    }

    /**
     * Begins one.
     *
     * @param config of the index that is in use; its shards and replicas are those of the new one
     * @param entries as the new index is to be built
     * @throws NuriException in one sentence: NOT_FOUND when there is no index, CONFLICT when it is not Nuri's, is being
     *     rebuilt already, or the cluster cannot hold the new one; as {@link OpenSearchStore#open} besides
     */
    public static OpenSearchSuccessor begin(OpenSearchConfig config, IndexEntries entries) {
        return begin(config, entries, ClusterLeases.Times.USUAL);
    }

    static OpenSearchSuccessor begin(OpenSearchConfig config, IndexEntries entries, ClusterLeases.Times times) {
        Cluster cluster = new Cluster(config);
        ClusterLeases leases = new ClusterLeases(cluster, times, () -> {}, () -> {});
        try {
            OpenedIndex.requireAble(cluster, entries);
            takeRebuilding(leases, times);
            return new OpenSearchSuccessor(cluster, entries, leases, times);
        } catch (RuntimeException | Error e) {
            leases.close();
            cluster.close();
            throw e;
        }
    }

    /** One that died is known for dead after a while. */
    private static void takeRebuilding(ClusterLeases leases, ClusterLeases.Times times) {
        long end = System.nanoTime()
                + times.dead().plus(times.beat().multipliedBy(2)).toNanos();
        while (leases.tryTake(Set.of(ClusterLeases.REBUILDING), null).isEmpty()) {
            if (System.nanoTime() > end) {
                throw new NuriException(
                        ErrorCode.CONFLICT, "Another Nuri is rebuilding the index already: wait for its end.");
            }
            Patience.pause(PAUSE_MILLIS);
        }
    }

    private static OpenedIndex former(Cluster cluster) {
        String alias = cluster.config().index();
        Map.Entry<String, JsonNode> index =
                OpenedIndex.only(cluster.call("GET", "/" + IndexInUse.behindAlias(cluster), null));
        OpenedIndex.requireNuris(alias, index.getValue());
        if (FormerIndices.number(cluster, index.getKey()) == 0) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The index '" + index.getKey() + "' in OpenSearch is not one that Nuri made behind the alias '"
                            + alias + "': set nuri.opensearch.index to a new name, and index again.");
        }
        int shards = index.getValue().at("/settings/index/number_of_shards").asInt(1);
        return new OpenedIndex(index.getKey(), shards);
    }

    /** What one left that died. */
    private static void dropUnfinished(Cluster cluster, String inUse) {
        int number = FormerIndices.number(cluster, inUse);
        for (String name : FormerIndices.unused(cluster)) {
            if (FormerIndices.number(cluster, name) > number) {
                cluster.call("DELETE", "/" + name, null);
            }
        }
    }

    @Override
    public PassageStore store() {
        return next;
    }

    @Override
    public Present present() {
        return new FormerPresent(cluster, former, documents, sources);
    }

    @Override
    public Touched take() {
        Touched touched = new Touched();
        changes.written(touched);
        next.publish();
        OpenedIndex built = new OpenedIndex(name, cluster.config().layout().shards());
        PointInTime here = new PointInTime(cluster, built, 0);
        PointInTime there = new PointInTime(cluster, former, 0);
        try {
            changes.deleted(there, here, documents, sources, touched);
        } finally {
            here.release();
            there.release();
        }
        return touched;
    }

    /** Where it cannot, it waits a while, so that all whom it kept from writing get to. */
    @Override
    public boolean tryTakeOver(Writers writers, Consumer<Touched> last) {
        if (takeOver(last)) {
            return true;
        }
        Patience.pause(times.dead().toMillis() / 2);
        return false;
    }

    private boolean takeOver(Consumer<Touched> last) {
        Map<Integer, Lease> all = new TreeMap<>();
        try {
            if (!gather(all)) {
                return false;
            }
            for (Touched touched = take(); touched.size() > 0; touched = take()) {
                last.accept(touched);
            }
            next.commit();
            Generations generations = new Generations(cluster);
            generations.after(name, generations.last(former.name()) + AHEAD);
            next.close();
            requireHeld();
            exchange();
            return true;
        } finally {
            all.values().forEach(Lease::close);
        }
    }

    /** Passes while no other is rebuilding in place of this one. */
    private void requireHeld() {
        NuriException taken = leases.taken();
        if (taken != null) {
            throw taken;
        }
    }

    /** Takes every lease; false when somebody keeps one for so long that those who wait for another would be declined soon. */
    private boolean gather(Map<Integer, Lease> all) {
        Set<Integer> wanted = new TreeSet<>();
        for (int part = 0; part < leases.parts(); part++) {
            wanted.add(part);
        }
        long end = System.nanoTime() + times.patience().toNanos() / 3;
        while (true) {
            Map<Integer, Lease> taken = leases.tryTake(wanted, null);
            all.putAll(taken);
            wanted.removeAll(taken.keySet());
            if (wanted.isEmpty()) {
                return true;
            }
            if (System.nanoTime() > end) {
                return false;
            }
            Patience.pause(PAUSE_MILLIS);
        }
    }

    /** In one step for the cluster. After it nobody writes to the former any more, not even one that slept meanwhile. */
    private void exchange() {
        ObjectNode body = Cluster.object();
        ArrayNode actions = body.putArray("actions");
        String alias = cluster.config().index();
        actions.addObject()
                .putObject("remove")
                .put("index", former.name())
                .put("alias", alias)
                .put("must_exist", true);
        actions.addObject().putObject("add").put("index", name).put("alias", alias);
        cluster.call("POST", "/_aliases", body);
        tookOver = true;
        try {
            cluster.call("PUT", "/" + former.name() + "/_block/write", null);
        } catch (NuriException e) {
            LOG.warnf(
                    "the index '%s', which is not in use any more, still takes writes: %s",
                    former.name(), e.getMessage());
        }
    }

    /** Lets its leases end by themselves, as a process that dies does. */
    void die() {
        leases.stopBeating();
    }

    @Override
    public void close() {
        try {
            next.close();
            if (tookOver) {
                FormerIndices.drop(cluster, name);
            } else {
                // Another that took this one for dead may have built one of the same name.
                requireHeld();
                FormerIndices.dropUnused(cluster, name);
            }
        } catch (NuriException e) {
            LOG.warnf("what was built of the index '%s' stays for now: %s", name, e.getMessage());
        } finally {
            leases.close();
            cluster.close();
        }
    }
}
