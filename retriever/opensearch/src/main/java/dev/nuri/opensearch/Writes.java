package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.SourcesBeingRead;
import dev.nuri.opensearch.Cluster.Reply;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Supplier;

/**
 * Writes on their way to the cluster, in order. They are sent together; one that is sent twice, because no answer came,
 * does the same as once: every entry has an id of its own. Not thread-safe.
 *
 * <p>What a replaced or deleted document had is asked of the cluster when writes are sent, which knows the last writes
 * whether or not they are visible. All of a document is in one shard, where a request's actions are done in order.
 */
final class Writes {

    /** A cluster has 100 MB for a request; small ones are answered sooner. */
    private static final int MAX_BYTES = 4 << 20;

    private static final byte[] LINE = {'\n'};

    private final Cluster cluster;
    private final Supplier<NuriException> taken;
    private final Supplier<String> index;
    private final SourcesBeingRead beingRead = new SourcesBeingRead();

    /** One write, as actions of a bulk request once it is known how many passages documents have. */
    private interface Write {
        /** Whether it changes anything. */
        boolean resolve(Map<String, Integer> passages, Bulk bulk);
    }

    /** Writes and the documents that they are about. */
    private final List<Write> waiting = new ArrayList<>();

    private final Set<String> documents = new LinkedHashSet<>();
    private int waitingBytes;
    /** Made of writes and not acknowledged; null when all is. */
    private Bulk unacknowledged;

    /** Why something that was written is lost; null when nothing is. */
    private NuriException lost;

    private boolean changed;

    /**
     * Writes to a cluster.
     *
     * @param index the name of the one to write to
     * @param taken why what waits may be another's to write by now; null while it is not. Asked before anything is sent
     */
    Writes(Cluster cluster, Supplier<String> index, Supplier<NuriException> taken) {
        this.cluster = cluster;
        this.taken = taken;
        this.index = index;
    }

    /**
     * A document's entries as they are to be stored.
     *
     * @param entries JSON of its passages in order, then of the document
     */
    record Block(String documentId, String sourceKey, List<byte[]> entries) {

        int passages() {
            return entries.size() - 1;
        }

        int bytes() {
            return entries.stream().mapToInt(entry -> entry.length).sum();
        }
    }

    static String passageId(String documentId, int ordinal) {
        return "p:" + documentId + "#" + ordinal;
    }

    static String documentId(String id) {
        return "d:" + id;
    }

    void replace(Block block) {
        beingRead.written(block.sourceKey(), block.documentId());
        add(block.documentId(), block.bytes(), (passages, bulk) -> {
            String id = block.documentId();
            for (int i = 0; i < block.passages(); i++) {
                bulk.index(passageId(id, i), id, block.entries().get(i));
            }
            bulk.index(documentId(id), id, block.entries().getLast());
            for (int i = block.passages(); i < passages.getOrDefault(id, 0); i++) {
                bulk.delete(passageId(id, i), id);
            }
            passages.put(id, block.passages());
            return true;
        });
    }

    void delete(String id) {
        add(id, 0, (passages, bulk) -> {
            Integer had = passages.remove(id);
            if (had == null) {
                return false;
            }
            for (int i = 0; i < had; i++) {
                bulk.delete(passageId(id, i), id);
            }
            bulk.delete(documentId(id), id);
            return true;
        });
    }

    void setReaders(String id, SortedSet<String> readers) {
        ObjectNode doc = Cluster.object();
        EntryJson.readers(doc.putObject("doc"), readers);
        byte[] change = Cluster.bytes(doc);
        add(id, 0, (passages, bulk) -> {
            Integer has = passages.get(id);
            if (has == null) {
                return false;
            }
            for (int i = 0; i < has; i++) {
                bulk.update(passageId(id, i), id, change);
            }
            bulk.update(documentId(id), id, change);
            return true;
        });
    }

    /** Writes an entry that stands by itself. */
    void put(String id, byte[] entry) {
        add(null, entry.length, (_, bulk) -> {
            bulk.index(id, id, entry);
            return true;
        });
    }

    /**
     * Deletes an entry that stands by itself.
     *
     * @param wasThere whether anything changes
     */
    void remove(String id, boolean wasThere) {
        add(null, 0, (_, bulk) -> {
            bulk.delete(id, id);
            return wasThere;
        });
    }

    /** A source was recorded. */
    void recorded(String key, SourceRecord source) {
        beingRead.recorded(key, source);
    }

    /** A source was deleted. */
    void forget(String key) {
        beingRead.forget(key);
    }

    /** The records of sources that are being read and do not list all that was written, with all of it. */
    List<SourceRecord> behind() {
        return beingRead.behind();
    }

    private void add(String documentId, int bytes, Write write) {
        if (documentId != null) {
            documents.add(documentId);
        }
        waiting.add(write);
        waitingBytes += bytes;
    }

    /** Whether so much is waiting that it is to be sent. */
    boolean isFull() {
        return waitingBytes > MAX_BYTES;
    }

    long waitingBytes() {
        return waiting.isEmpty() && unacknowledged == null ? 0 : Math.max(1, waitingBytes);
    }

    /** Whether anything was changed since this was last asked. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    void markChanged() {
        changed = true;
    }

    /**
     * Sends what is waiting; on return the cluster has it on disk.
     *
     * @throws NuriException when it is not taken; all of it is kept and sent with the next, unless an entry is one that
     *     the cluster will never take: then this fails until {@link #forgive}
     */
    void flush() {
        if (lost != null) {
            throw lost;
        }
        if (unacknowledged != null) {
            send();
        }
        if (!waiting.isEmpty()) {
            requireHeld();
            Map<String, Integer> passages = counts();
            Bulk bulk = new Bulk();
            for (Write write : waiting) {
                changed |= write.resolve(passages, bulk);
            }
            waiting.clear();
            documents.clear();
            waitingBytes = 0;
            unacknowledged = bulk;
            send();
        }
    }

    /** What another may write by now is not sent any more: that reads it again, or this process does. */
    private void requireHeld() {
        NuriException reason = taken.get();
        if (reason != null) {
            waiting.clear();
            documents.clear();
            waitingBytes = 0;
            unacknowledged = null;
            beingRead.clear();
            lost = reason;
            throw reason;
        }
    }

    /** Goes on after a loss that was told; whether there was one. */
    boolean forgive() {
        boolean wasLost = lost != null;
        lost = null;
        return wasLost;
    }

    /** How many passages each document has that is there. */
    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new HashMap<>();
        if (documents.isEmpty()) {
            return counts;
        }
        ObjectNode body = Cluster.object();
        ArrayNode wanted = body.putArray("docs");
        for (String id : documents) {
            ObjectNode one = wanted.addObject();
            one.put("_id", documentId(id)).put("routing", id);
            one.putArray("_source").add(IndexMapping.PASSAGES).add(IndexSchema.DOCUMENT_ID);
        }
        JsonNode answer = cluster.checked(
                Patience.with(() -> cluster.send("POST", "/" + index.get() + "/_mget", body), Reply::isFailure));
        for (JsonNode one : answer.path("docs")) {
            if (one.has("error")) {
                throw cluster.failure(new Reply(503, one));
            }
            if (one.path("found").asBoolean()) {
                JsonNode source = one.path("_source");
                counts.put(
                        source.path(IndexSchema.DOCUMENT_ID).asText(),
                        source.path(IndexMapping.PASSAGES).asInt());
            }
        }
        return counts;
    }

    private void send() {
        byte[] body = unacknowledged.bytes();
        if (body.length > 0) {
            Reply reply = Patience.with(
                    () -> {
                        requireHeld();
                        return cluster.send(
                                "POST", "/" + index.get() + "/_bulk", Map.of(), body, "application/x-ndjson");
                    },
                    Writes::isToBeSentAgain);
            Reply refused = refused(cluster.checked(reply));
            if (refused != null && (isToBeSentAgain(refused) || isBlocked(refused))) {
                throw cluster.failure(refused);
            }
            if (refused != null) {
                // What the cluster will never take is not sent again, or nothing else would be.
                unacknowledged = null;
                lost = new NuriException(ErrorCode.INTERNAL, "OpenSearch refused an entry: " + refused.reason() + ".");
                throw lost;
            }
        }
        unacknowledged = null;
    }

    /** The first action that was not done; null when all were. */
    private static Reply refused(JsonNode answer) {
        if (!answer.path("errors").asBoolean()) {
            return null;
        }
        for (JsonNode item : answer.path("items")) {
            JsonNode result = item.elements().next();
            if (result.has("error")) {
                return new Reply(result.path("status").asInt(), result);
            }
        }
        return null;
    }

    private static boolean isToBeSentAgain(Reply reply) {
        if (isBlocked(reply)) {
            return false;
        }
        if (reply.isOfALostNode()) {
            return true;
        }
        return switch (reply.status()) {
            case 429, 502, 503, 504 -> true;
            case 200 -> {
                Reply refused = refused(reply.body());
                yield refused != null && isToBeSentAgain(refused);
            }
            default -> false;
        };
    }

    /** Whether the cluster takes no writes until somebody gives it room or takes a block off. */
    private static boolean isBlocked(Reply reply) {
        return reply.errorType().equals("cluster_block_exception");
    }

    /** Actions of one request. */
    private static final class Bulk {

        private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

        byte[] bytes() {
            return lines.toByteArray();
        }

        void index(String id, String routing, byte[] entry) {
            action("index", id, routing);
            lines.writeBytes(entry);
            lines.writeBytes(LINE);
        }

        void update(String id, String routing, byte[] change) {
            action("update", id, routing);
            lines.writeBytes(change);
            lines.writeBytes(LINE);
        }

        void delete(String id, String routing) {
            action("delete", id, routing);
        }

        private void action(String what, String id, String routing) {
            ObjectNode line = Cluster.object();
            line.putObject(what).put("_id", id).put("routing", routing);
            lines.writeBytes(Cluster.bytes(line));
            lines.writeBytes(LINE);
        }
    }
}
