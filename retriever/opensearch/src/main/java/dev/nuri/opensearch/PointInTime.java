package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.Viewer;
import dev.nuri.opensearch.Cluster.Reply;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The index as it was at one publishing, which the cluster keeps while it is asked for. What was counted in it is
 * remembered for each viewer. Held by the store while it is the last, and by snapshots; thread-safe.
 *
 * <p>A node that dies takes its part of it along. Then another is opened in its place, of what is published by then.
 */
final class PointInTime {

    private static final Logger LOG = Logger.getLogger(PointInTime.class);

    /** How long the cluster keeps it after each search. */
    private static final String KEEP_ALIVE = "10m";

    private static final int UNAVAILABLE = 503;
    private static final int PAGE = 1_000;
    /** Searches in one request. */
    private static final int MAX_TOGETHER = 64;

    private static final int ABSENT = 404;

    private final Cluster cluster;
    private final OpenedIndex index;
    private final long generation;
    private final Remembered remembered = new Remembered();
    private volatile Map<String, SortedSet<String>> collectionReaders;
    private volatile String id;
    private int holders = 1;

    PointInTime(Cluster cluster, OpenedIndex index, long generation) {
        this.cluster = cluster;
        this.index = index;
        this.generation = generation;
        this.id = open();
    }

    private String open() {
        Reply reply = cluster.send(
                "POST",
                "/" + index.name() + "/_search/point_in_time?keep_alive=" + KEEP_ALIVE
                        + "&allow_partial_pit_creation=false",
                null);
        if (reply.status() == ABSENT) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The index '" + index.name() + "' in OpenSearch is gone, another was built in its place: start Nuri"
                            + " again with the settings of that one.");
        }
        return cluster.checked(reply).path("pit_id").asText();
    }

    OpenedIndex index() {
        return index;
    }

    long generation() {
        return generation;
    }

    /** Holds it; false when nobody did any more. */
    synchronized boolean hold() {
        if (holders == 0) {
            return false;
        }
        holders++;
        return true;
    }

    /** Lets go; the last closes it. */
    void release() {
        synchronized (this) {
            holders--;
            if (holders > 0) {
                return;
            }
        }
        ObjectNode body = Cluster.object();
        body.putArray("pit_id").add(id);
        try {
            cluster.call("DELETE", "/_search/point_in_time", body);
        } catch (NuriException e) {
            LOG.debugf("a point in time is left to end by itself: %s", e.getMessage());
        }
    }

    /** Runs a search. */
    JsonNode search(ObjectNode body) {
        return whole(cluster, replies(List.of(body)).getFirst());
    }

    /** Asks several questions in one round trip, or in few when there are very many. */
    void ask(List<Question> questions) {
        together(questions, (question, reply) -> question.reader().accept(whole(cluster, reply)));
    }

    /** The same, and says nothing to those that failed. */
    void askWhatCanBe(List<Question> questions) {
        together(questions, (question, reply) -> {
            if (!reply.isFailure() && !isPart(reply)) {
                question.reader().accept(reply.body());
            }
        });
    }

    private void together(List<Question> questions, BiConsumer<Question, Reply> reader) {
        for (int from = 0; from < questions.size(); from += MAX_TOGETHER) {
            List<Question> some = questions.subList(from, Math.min(questions.size(), from + MAX_TOGETHER));
            List<Reply> replies = replies(some.stream().map(Question::body).toList());
            for (int i = 0; i < replies.size(); i++) {
                reader.accept(some.get(i), replies.get(i));
            }
        }
    }

    private List<Reply> replies(List<ObjectNode> bodies) {
        String used = id;
        List<Reply> replies = send(bodies, used);
        if (replies.stream().anyMatch(PointInTime::isGone)) {
            reopen(used);
            replies = send(bodies, id);
        }
        return replies;
    }

    /** The answer of a search to which every shard came. */
    static JsonNode whole(Cluster cluster, Reply reply) {
        JsonNode answer = cluster.checked(reply);
        if (isPart(reply)) {
            ObjectNode error = Cluster.object();
            error.set("error", answer.path("_shards").path("failures").path(0).path("reason"));
            throw cluster.failure(new Reply(UNAVAILABLE, error));
        }
        return answer;
    }

    private static boolean isPart(Reply reply) {
        return reply.body().path("_shards").path("failed").asInt() > 0
                || reply.body().path("timed_out").asBoolean();
    }

    private List<Reply> send(List<ObjectNode> bodies, String pit) {
        List<ObjectNode> within = bodies.stream().map(body -> within(body, pit)).toList();
        return within.size() == 1
                ? List.of(cluster.send("POST", "/_search", within.getFirst()))
                : cluster.searches(within);
    }

    private static ObjectNode within(ObjectNode body, String pit) {
        ObjectNode within = Cluster.object().setAll(body);
        within.putObject("pit").put("id", pit).put("keep_alive", KEEP_ALIVE);
        return within;
    }

    /** Whether a shard does not know it any more; with several shards some may. */
    private static boolean isGone(Reply reply) {
        if (reply.isFailure()) {
            return reply.isOfALostNode()
                    || reply.errorType().equals("search_context_missing_exception")
                    || reply.errorType().equals("no_shard_available_action_exception")
                    || reply.body().path("error").path("type").asText().equals("search_phase_execution_exception");
        }
        return reply.body().path("_shards").path("failed").asInt() > 0;
    }

    private synchronized void reopen(String gone) {
        if (id.equals(gone)) {
            LOG.debug("a node that held a point in time is gone; another is opened");
            id = open();
            remembered.clear();
        }
    }

    /**
     * Gives every hit of a search to {@code action}, however many.
     *
     * @param sort a field whose values are distinct
     */
    void each(ObjectNode query, String sort, List<String> source, Consumer<JsonNode> action) {
        visit(query, sort, source, hit -> {
            action.accept(hit);
            return true;
        });
    }

    /**
     * Gives hits of a search to {@code visitor} while it wants more.
     *
     * @param sort a field whose values are distinct
     */
    void visit(ObjectNode query, String sort, List<String> source, Predicate<JsonNode> visitor) {
        JsonNode after = null;
        while (true) {
            ObjectNode body = Cluster.object();
            body.set("query", query);
            body.put("size", PAGE).put("track_total_hits", false);
            body.putArray("sort").addObject().put(sort, "asc");
            ArrayNode fields = body.putArray("_source");
            source.forEach(fields::add);
            if (after != null) {
                body.set("search_after", after);
            }
            JsonNode hits = search(body).path("hits").path("hits");
            for (JsonNode hit : hits) {
                if (!visitor.test(hit)) {
                    return;
                }
            }
            if (hits.size() < PAGE) {
                return;
            }
            after = hits.get(hits.size() - 1).path("sort");
        }
    }

    /** What was counted and listed in it. */
    Remembered remembered() {
        return remembered;
    }

    /** The readers of each collection that not everyone may read. */
    Map<String, SortedSet<String>> collectionReaders() {
        Map<String, SortedSet<String>> known = collectionReaders;
        if (known == null) {
            Map<String, SortedSet<String>> read = new TreeMap<>();
            each(
                    term(IndexSchema.KIND, IndexSchema.KIND_COLLECTION),
                    IndexEntries.COLLECTION_RECORD,
                    List.of(IndexEntries.ENTRY),
                    hit -> {
                        Map.Entry<String, SortedSet<String>> one = Sources.collection(hit.path("_source"));
                        read.put(one.getKey(), one.getValue());
                    });
            known = read;
            collectionReaders = read;
        }
        return known;
    }

    /** Whether a viewer may read a collection. */
    boolean allows(Viewer viewer, String collection) {
        return viewer.hasCollection(collection)
                && viewer.isAmong(collectionReaders().getOrDefault(collection, Readers.EVERYONE));
    }

    /** What a viewer may read, as a filter; null when he may read everything. */
    ObjectNode filter(Viewer viewer) {
        if (viewer.readsAll()) {
            return null;
        }
        ObjectNode filter = Cluster.object();
        ObjectNode bool = filter.putObject("bool");
        bool.withArray("must_not").add(term(IndexSchema.KIND, IndexSchema.KIND_COLLECTION));
        collectionReaders().forEach((collection, readers) -> {
            if (!viewer.isAmong(readers)) {
                bool.withArray("must_not").add(term(IndexSchema.COLLECTION, collection));
            }
        });
        if (viewer.collections() != null) {
            bool.withArray("filter").add(terms(IndexSchema.COLLECTION, viewer.collections()));
        }
        if (viewer.principals() != null) {
            ObjectNode open = Cluster.object();
            ObjectNode nobodyNamed = Cluster.object();
            nobodyNamed
                    .putObject("bool")
                    .putObject("must_not")
                    .putObject("exists")
                    .put("field", IndexSchema.READERS);
            open.putObject("bool")
                    .putArray("should")
                    .add(nobodyNamed)
                    .add(terms(IndexSchema.READERS, viewer.principals()));
            bool.withArray("filter").add(open);
        }
        return filter;
    }

    static ObjectNode term(String field, String value) {
        ObjectNode term = Cluster.object();
        term.putObject("term").put(field, value);
        return term;
    }

    static ObjectNode terms(String field, Iterable<String> values) {
        ObjectNode terms = Cluster.object();
        ArrayNode any = terms.putObject("terms").putArray(field);
        values.forEach(any::add);
        return terms;
    }

    /** All of some queries, unscored; null ones are left out. */
    static ObjectNode all(ObjectNode... queries) {
        ObjectNode all = Cluster.object();
        ArrayNode filters = all.putObject("bool").putArray("filter");
        for (ObjectNode query : queries) {
            if (query != null) {
                filters.add(query);
            }
        }
        return all;
    }
}
