package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.NuriException;
import dev.nuri.opensearch.Cluster.Reply;
import java.util.List;
import java.util.Map;

/**
 * An index, as it was found or made.
 *
 * @param name its own, not that of the alias
 * @param shards primary ones
 */
record OpenedIndex(String name, int shards) {

    private static final int OLDEST_MAJOR = 2;
    private static final int OLDEST_MINOR = 17;
    private static final int ABSENT = 404;

    /** Opens the index that is configured, which fits, or makes one, after looking whether the cluster can hold it. */
    static OpenedIndex open(Cluster cluster, IndexEntries entries) {
        requireAble(cluster, entries);
        String alias = cluster.config().index();
        Reply found = cluster.send("GET", "/" + alias, null);
        if (found.status() == ABSENT) {
            // Where that fails, another process made it just now.
            create(cluster, entries, numbered(alias, 1), alias);
            found = cluster.send("GET", "/" + alias, null);
        }
        Map.Entry<String, JsonNode> index = only(cluster.checked(found));
        try {
            requireFit(alias, entries, index.getValue());
        } catch (NuriException e) {
            if (!isNuris(index.getValue()) || !isEmpty(cluster)) {
                throw e;
            }
            // An index without entries takes on any settings.
            cluster.call("DELETE", "/" + index.getKey(), null);
            create(cluster, entries, index.getKey(), alias);
        }
        return whole(cluster, index.getKey());
    }

    /** Opens an index that took the place of another, and fits. */
    static OpenedIndex at(Cluster cluster, IndexEntries entries, String name) {
        requireFit(
                cluster.config().index(),
                entries,
                only(cluster.call("GET", "/" + name, null)).getValue());
        return whole(cluster, name);
    }

    /** Passes when the cluster can hold such an index. */
    static void requireAble(Cluster cluster, IndexEntries entries) {
        requireVersion(cluster);
        if (entries.dimension() > 0) {
            requireVectors(cluster);
        }
    }

    /** The name of the index behind an alias that was built as the {@code number}th. */
    static String numbered(String alias, int number) {
        return alias + "-" + number;
    }

    /** The only index of an answer, by name. */
    static Map.Entry<String, JsonNode> only(JsonNode answer) {
        return answer.properties().iterator().next();
    }

    static boolean isNuris(JsonNode index) {
        return index.path("mappings").path("_meta").has("analysis");
    }

    private static OpenedIndex whole(Cluster cluster, String name) {
        JsonNode health = cluster.call("GET", "/_cluster/health/" + name + "?wait_for_status=yellow&timeout=30s", null);
        if (health.path("status").asText().equals("red")) {
            throw new NuriException(
                    ErrorCode.NOT_READY,
                    "The index '" + name + "' in OpenSearch lacks shards: bring back the nodes that hold them.");
        }
        return new OpenedIndex(
                name, Math.max(1, health.path("active_primary_shards").asInt()));
    }

    private static void requireVersion(Cluster cluster) {
        JsonNode version = cluster.call("GET", "/", null).path("version");
        String number = version.path("number").asText("");
        String[] parts = number.split("\\.", -1);
        boolean known = version.path("distribution").asText("").equals("opensearch") && parts.length >= 2;
        if (!known) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "What answers at " + cluster.config().where() + " is not OpenSearch: set nuri.opensearch.url.");
        }
        int major = Integer.parseInt(parts[0]);
        int minor = Integer.parseInt(parts[1]);
        if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "OpenSearch at " + cluster.config().where() + " is version " + number + ", and Nuri needs "
                            + OLDEST_MAJOR + "." + OLDEST_MINOR + " or newer.");
        }
    }

    private static void requireVectors(Cluster cluster) {
        for (JsonNode plugin : cluster.call("GET", "/_cat/plugins?format=json", null)) {
            if (plugin.path("component").asText().equals("opensearch-knn")) {
                return;
            }
        }
        throw new NuriException(
                ErrorCode.CONFLICT,
                "OpenSearch at " + cluster.config().where()
                        + " lacks the plugin opensearch-knn, which vectors need: install"
                        + " it, or set nuri.embedder=none.");
    }

    /**
     * Makes one; false when it is there already.
     *
     * @param alias it is behind from the beginning; null for none
     */
    static boolean create(Cluster cluster, IndexEntries entries, String name, String alias) {
        ObjectNode index = IndexMapping.of(entries, cluster.config());
        if (alias != null) {
            index.putObject("aliases").putObject(alias);
        }
        Reply reply = cluster.send("PUT", "/" + name, index);
        if (reply.errorType().equals("resource_already_exists_exception")) {
            return false;
        }
        if (reply.status() == 400) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "OpenSearch at " + cluster.config().where() + " does not make the index '" + name + "': "
                            + reply.reason() + ".");
        }
        cluster.checked(reply);
        return true;
    }

    private static void requireFit(String alias, IndexEntries entries, JsonNode index) {
        requireNuris(alias, index);
        JsonNode meta = index.path("mappings").path("_meta");
        if (meta.path("format").asInt() < IndexMapping.FORMAT) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The index '" + alias
                            + "' in OpenSearch was made by an older version of Nuri, in another format: rebuild it with"
                            + " `nuri reindex`.");
        }
        entries.requireSame(
                meta.path("analysis").asText(),
                meta.path("embedder").asText(),
                meta.path("dimension").asInt());
    }

    /** Passes when this version can read the documents of an index. */
    static void requireNuris(String alias, JsonNode index) {
        if (!isNuris(index)) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The index '" + alias
                            + "' in OpenSearch is not Nuri's: set nuri.opensearch.index to another name.");
        }
        if (index.path("mappings").path("_meta").path("format").asInt() > IndexMapping.FORMAT) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The index '" + alias + "' in OpenSearch was made by a newer version of Nuri: use that.");
        }
    }

    private static boolean isEmpty(Cluster cluster) {
        ObjectNode body = Cluster.object();
        body.set(
                "query",
                PointInTime.terms(
                        IndexSchema.KIND,
                        List.of(
                                IndexSchema.KIND_DOCUMENT,
                                IndexSchema.KIND_PASSAGE,
                                IndexSchema.KIND_SOURCE,
                                IndexSchema.KIND_COLLECTION)));
        String index = cluster.config().index();
        cluster.call("POST", "/" + index + "/_refresh", null);
        return cluster.call("POST", "/" + index + "/_count", body).path("count").asLong() == 0;
    }
}
