package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.opensearch.Cluster.Reply;
import java.util.HashMap;
import java.util.Map;

/** Counts the publishings of indices, by whichever process they are. Thread-safe. */
final class Generations {

    private static final int MAX_ATTEMPTS = 100;
    private static final int ABSENT = 404;
    private static final int CHANGED = 409;

    private final Cluster cluster;

    Generations(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * A publishing.
     *
     * @param index that the alias was for
     * @param number 0 before the first
     */
    record Publishing(String index, long number) {}

    /** The last publishing of the index that is in use now, whichever that is. Not waited for. */
    Publishing last() {
        Reply reply = read(cluster.config().index());
        return new Publishing(reply.body().path("_index").asText(), number(reply));
    }

    /** The number of the last publishing of an index. */
    long last(String index) {
        return number(Patience.with(() -> read(index), Reply::isFailure));
    }

    /** Counts another publishing, which everybody may see now, and gives its number, which no other has. */
    long next(String index) {
        return after(index, 0);
    }

    /** The same with a number greater than {@code least}. */
    long after(String index, long least) {
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            Reply was = Patience.with(() -> read(index), Reply::isFailure);
            long next = Math.max(number(was), least) + 1;
            ObjectNode meta = Cluster.object().put(IndexMapping.GENERATION, next);
            Reply reply = Patience.with(
                    () -> cluster.send(
                            "PUT", path(index), onlyAfter(was.body()), Cluster.bytes(meta), "application/json"),
                    Reply::isFailure);
            if (reply.status() != CHANGED) {
                cluster.checked(reply);
                return next;
            }
        }
        throw new NuriException(ErrorCode.BUSY, "Too many processes publish to one index of OpenSearch at once.");
    }

    private static String path(String index) {
        return "/" + index + "/_doc/" + IndexMapping.META_ID;
    }

    private Reply read(String index) {
        return cluster.send("GET", path(index) + "?routing=" + IndexMapping.META_ID, null);
    }

    private long number(Reply reply) {
        return reply.status() == ABSENT && reply.body().has("found")
                ? 0
                : cluster.checked(reply)
                        .path("_source")
                        .path(IndexMapping.GENERATION)
                        .asLong();
    }

    /** Lets a write through only if nobody has written since. */
    private static Map<String, String> onlyAfter(JsonNode was) {
        Map<String, String> query = new HashMap<>(Map.of("routing", IndexMapping.META_ID));
        if (was.path("found").asBoolean()) {
            query.put("if_seq_no", was.path("_seq_no").asText());
            query.put("if_primary_term", was.path("_primary_term").asText());
        } else {
            query.put("op_type", "create");
        }
        return query;
    }
}
