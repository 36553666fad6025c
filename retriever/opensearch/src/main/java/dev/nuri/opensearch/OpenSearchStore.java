package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceLeases;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.Viewer;
import dev.nuri.opensearch.Cluster.Reply;
import dev.nuri.opensearch.Writes.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.lucene.document.Document;

/**
 * A {@link PassageStore} in an index of OpenSearch. Several processes may write to one; see {@link ClusterLeases}.
 *
 * <p>Terms are made here, and the cluster splits them where they were joined, so that both engines index the same. Writes
 * wait until they fill a request or are to be durable; one request is under way at a time, and whoever writes meanwhile
 * waits, so that a cluster that is slow is not flooded. Nothing is visible until {@link #publish()} has the cluster refresh
 * between two requests: so a document is seen whole, unless another process has the cluster refresh just then. The
 * cluster's own log makes acknowledged writes durable. What others publish is seen a second later.
 */
public final class OpenSearchStore implements PassageStore {

    private static final long HEALTH_SECONDS = 2;

    private final Cluster cluster;
    private final IndexEntries entries;
    private final EntryJson json;
    private final Writes writes;
    private final ClusterLeases leases;
    private final Publishings published;
    private final IndexInUse index;

    private final Object lock = new Object();
    /** Sources that were written since the last publishing, by key; empty for one that was deleted. */
    private final Map<String, Optional<SourceRecord>> sources = new HashMap<>();
    /** Documents that were written since the last publishing, with the keys of their sources. */
    private final Map<String, String> documents = new HashMap<>();

    private volatile boolean closed;

    /** @param fence why nothing is to be sent any more; null for what this store's own leases say */
    private OpenSearchStore(
            Cluster cluster, IndexEntries entries, ClusterLeases.Times times, Supplier<NuriException> fence) {
        this.cluster = cluster;
        this.entries = entries;
        this.json = new EntryJson(entries.analyzer());
        this.index = new IndexInUse(cluster, entries);
        // What another process wrote under a lease may be another index.
        this.leases = new ClusterLeases(cluster, times, this::sync, index::follow);
        this.writes = new Writes(cluster, index::name, fence == null ? leases::taken : fence);
        this.published = new Publishings(cluster, index);
        FormerIndices.drop(cluster, index.name());
    }

    /**
     * Opens an index, which is made when absent.
     *
     * @param entries as the index is to be built
     * @throws NuriException in one sentence: NOT_READY when no node answers, REFUSED when the user or password is wrong,
     *     CONFLICT when the cluster cannot hold such an index or it was built otherwise
     */
    public static OpenSearchStore open(OpenSearchConfig config, IndexEntries entries) {
        return open(config, entries, ClusterLeases.Times.USUAL);
    }

    static OpenSearchStore open(OpenSearchConfig config, IndexEntries entries, ClusterLeases.Times times) {
        return open(config, entries, times, null);
    }

    /** One that another's leases allow to be written to. */
    static OpenSearchStore under(ClusterLeases leases, OpenSearchConfig config, IndexEntries entries) {
        return open(config, entries, ClusterLeases.Times.USUAL, leases::taken);
    }

    private static OpenSearchStore open(
            OpenSearchConfig config, IndexEntries entries, ClusterLeases.Times times, Supplier<NuriException> fence) {
        Cluster cluster = new Cluster(config);
        try {
            return new OpenSearchStore(cluster, entries, times, fence);
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private String path(String what) {
        return "/" + index.name() + what;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
    }

    @Override
    public void replace(SourceDocument document, List<Passage> passages, float[][] vectors) {
        requireOpen();
        entries.check(document, passages, vectors);
        Block block = block(document, passages, vectors);
        write(() -> {
            documents.put(document.id(), block.sourceKey());
            writes.replace(block);
        });
    }

    /** Analysis takes most time, and is done by whoever writes. */
    private Block block(SourceDocument document, List<Passage> passages, float[][] vectors) {
        List<Document> block = entries.block(document, passages, vectors);
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            lines.add(Cluster.bytes(json.of(block.get(i))));
        }
        ObjectNode last = json.of(block.getLast());
        last.put(IndexMapping.PASSAGES, passages.size());
        String key = IndexEntries.sourceKey(document.collection(), SourceDocument.sourceUri(document.uri()));
        lines.add(Cluster.bytes(last));
        return new Block(document.id(), key, lines);
    }

    @Override
    public void delete(String documentId) {
        write(() -> writes.delete(documentId));
    }

    @Override
    public void setReaders(String documentId, SortedSet<String> readers) {
        write(() -> writes.setReaders(documentId, readers));
    }

    /** One request has both. */
    @Override
    public void setReaders(String documentId, SortedSet<String> readers, SourceRecord source) {
        entries.check(source);
        write(() -> {
            writes.setReaders(documentId, readers);
            put(source);
        });
    }

    /** One request has both. */
    @Override
    public void delete(String documentId, SourceRecord source) {
        entries.check(source);
        write(() -> {
            writes.delete(documentId);
            put(source);
        });
    }

    /** Refuses any: what a collection holds would have to be counted by all who write to the cluster. */
    @Override
    public void setCollectionQuota(String collection, Quota quota) {
        if (quota.equals(Quota.NONE)) {
            return;
        }
        throw new NuriException(
                ErrorCode.CONFLICT,
                "Quotas of collections are not kept with nuri.engine=opensearch: give the index of the cluster a limit there.");
    }

    @Override
    public void requireRoom(String collection) {
        // No collection has a quota.
    }

    @Override
    public void setCollectionReaders(String collection, SortedSet<String> readers) {
        String id = "c:" + Sources.hash(collection);
        write(() -> {
            if (readers.isEmpty()) {
                writes.remove(id, true);
            } else {
                writes.put(id, Cluster.bytes(json.of(IndexEntries.collection(collection, readers))));
            }
        });
    }

    @Override
    public void putSource(SourceRecord source) {
        entries.check(source);
        write(() -> put(source));
    }

    private void put(SourceRecord source) {
        record(source);
        writes.recorded(IndexEntries.sourceKey(source.collection(), source.uri()), source);
    }

    private void record(SourceRecord source) {
        String key = IndexEntries.sourceKey(source.collection(), source.uri());
        sources.put(key, Optional.of(source));
        writes.put(Sources.id(key), Cluster.bytes(json.of(IndexEntries.source(source))));
    }

    @Override
    public void deleteSource(String collection, String uri) {
        String key = IndexEntries.sourceKey(collection, uri);
        write(() -> {
            boolean wasThere = sourceNow(collection, uri).isPresent();
            Set<String> given = new LinkedHashSet<>();
            eachVisible(
                    PointInTime.all(
                            PointInTime.term(IndexSchema.SOURCE, key),
                            PointInTime.term(IndexSchema.KIND, IndexSchema.KIND_DOCUMENT)),
                    IndexSchema.DOCUMENT_ID,
                    List.of(IndexSchema.DOCUMENT_ID),
                    hit -> given.add(
                            hit.path("_source").path(IndexSchema.DOCUMENT_ID).asText()));
            documents.forEach((id, ofKey) -> {
                if (ofKey.equals(key)) {
                    given.add(id);
                }
            });
            given.forEach(writes::delete);
            writes.remove(Sources.id(key), wasThere);
            sources.put(key, Optional.empty());
            writes.forget(key);
        });
    }

    private void write(Runnable write) {
        synchronized (lock) {
            requireOpen();
            if (writes.isFull()) {
                flush();
            }
            write.run();
        }
    }

    /** No request holds a document that its source does not list. */
    private void flush() {
        writes.behind().forEach(this::record);
        writes.flush();
    }

    @Override
    public void sync() {
        synchronized (lock) {
            requireOpen();
            flush();
        }
    }

    @Override
    public void publish() {
        synchronized (lock) {
            requireOpen();
            flush();
            if (!writes.takeChanged()) {
                sources.clear();
                documents.clear();
                return;
            }
            try {
                published.publish();
            } catch (RuntimeException e) {
                writes.markChanged();
                throw e;
            }
            sources.clear();
            documents.clear();
        }
    }

    @Override
    public void commit() {
        synchronized (lock) {
            try {
                publish();
            } catch (NuriException e) {
                if (writes.forgive()) {
                    showWhatIsThere(e);
                }
                throw e;
            }
        }
    }

    /** What was written and lost is not there, and what was sent before is. */
    private void showWhatIsThere(NuriException loss) {
        try {
            publish();
        } catch (NuriException e) {
            loss.addSuppressed(e);
        }
    }

    @Override
    public long logBytes() {
        synchronized (lock) {
            return writes.waitingBytes();
        }
    }

    @Override
    public IndexSnapshot snapshot(Viewer viewer) {
        requireOpen();
        PointInTime now = published.held();
        try {
            return new OpenSearchSnapshot(now, viewer, entries);
        } catch (RuntimeException | Error e) {
            now.release();
            throw e;
        }
    }

    @Override
    public Optional<SourceRecord> source(String collection, String uri) {
        synchronized (lock) {
            requireOpen();
            return sourceNow(collection, uri);
        }
    }

    private Optional<SourceRecord> sourceNow(String collection, String uri) {
        String key = IndexEntries.sourceKey(collection, uri);
        Optional<SourceRecord> written = sources.get(key);
        if (written != null) {
            return written;
        }
        return Sources.record(cluster, index.name(), key);
    }

    @Override
    public List<SourceRecord> sources(Viewer viewer, String collection, String uriPrefix) {
        Map<String, SourceRecord> byOrder = new TreeMap<>();
        synchronized (lock) {
            requireOpen();
            ObjectNode prefix = null;
            if (!uriPrefix.isEmpty()) {
                prefix = Cluster.object();
                prefix.putObject("prefix").put(IndexEntries.SOURCE_URI, uriPrefix);
            }
            eachVisible(
                    PointInTime.all(
                            PointInTime.term(IndexSchema.KIND, IndexSchema.KIND_SOURCE),
                            collection == null ? null : PointInTime.term(IndexSchema.COLLECTION, collection),
                            prefix),
                    IndexEntries.SOURCE_RECORD,
                    List.of(IndexEntries.ENTRY, IndexSchema.URI),
                    hit -> put(byOrder, Sources.record(hit.path("_source"))));
            sources.forEach((key, record) -> {
                int end = key.indexOf('\n');
                if (record.isEmpty()) {
                    byOrder.remove(key.substring(end + 1) + "\n" + key.substring(0, end));
                } else if ((collection == null || collection.equals(record.get().collection()))
                        && record.get().uri().startsWith(uriPrefix)) {
                    put(byOrder, record.get());
                }
            });
        }
        List<SourceRecord> all = List.copyOf(byOrder.values());
        if (viewer.readsAll()) {
            return all;
        }
        try (IndexSnapshot snapshot = snapshot(viewer)) {
            return all.stream()
                    .filter(source ->
                            snapshot.allows(source.collection(), source.access().readers()))
                    .toList();
        }
    }

    private void eachVisible(ObjectNode query, String sort, List<String> fields, Consumer<JsonNode> action) {
        PointInTime now = published.held();
        try {
            now.each(query, sort, fields, action);
        } finally {
            now.release();
        }
    }

    private static void put(Map<String, SourceRecord> byOrder, SourceRecord record) {
        byOrder.put(record.uri() + "\n" + record.collection(), record);
    }

    @Override
    public SourceLeases leases() {
        return leases;
    }

    @Override
    public Embedder embedder() {
        return entries.embedder();
    }

    @Override
    public Optional<String> trouble() {
        try {
            return CompletableFuture.supplyAsync(
                            this::health,
                            work -> Thread.ofVirtual().name("opensearch-health").start(work))
                    .get(HEALTH_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return Optional.of("OpenSearch at " + cluster.config().where() + " does not answer within " + HEALTH_SECONDS
                    + " seconds.");
        } catch (ExecutionException e) {
            return Optional.of(
                    e.getCause() instanceof NuriException known
                            ? known.getMessage()
                            : "The health of OpenSearch cannot be read: " + NuriException.reason(e.getCause()) + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("Asking OpenSearch for its health was interrupted.");
        }
    }

    /** Yellow is enough: every part of the index is there, if not as often as it should be. */
    private Optional<String> health() {
        Reply reply =
                cluster.send("GET", "/_cluster/health/" + index.name() + "?wait_for_status=yellow&timeout=1s", null);
        if (reply.status() != 408) {
            cluster.checked(reply);
        }
        return reply.status() == 408 || reply.body().path("timed_out").asBoolean()
                ? Optional.of("OpenSearch at " + cluster.config().where() + " misses parts of the index " + index.name()
                        + ": bring back the nodes that have them.")
                : Optional.empty();
    }

    @Override
    public long sizeBytes() {
        return cluster.call("GET", path("/_stats/store"), null)
                .path("_all")
                .path("primaries")
                .path("store")
                .path("size_in_bytes")
                .asLong();
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            try {
                publish();
            } finally {
                leases.close();
                closed = true;
                published.close();
                cluster.close();
            }
        }
    }
}
