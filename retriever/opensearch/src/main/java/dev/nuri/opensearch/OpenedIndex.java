package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.NuriException;
import dev.nuri.opensearch.Cluster.Reply;
import java.util.List;

/**
 * An index that fits what is configured, as it was found or made.
 *
 * @param shards primary ones
 */
record OpenedIndex(int shards) {

    private static final int OLDEST_MAJOR = 2;
    private static final int OLDEST_MINOR = 17;

    /** Opens an index, after looking whether the cluster can hold it. */
    static OpenedIndex open(Cluster cluster, IndexEntries entries) {
        requireVersion(cluster);
        if (entries.dimension() > 0) {
            requireVectors(cluster);
        }
        String index = cluster.config().index();
        Reply found = cluster.send("GET", "/" + index, null);
        if (found.status() == 404 && !create(cluster, entries)) {
            // Another process made it just now.
            found = cluster.send("GET", "/" + index, null);
        }
        if (found.status() != 404) {
            fit(cluster, entries, cluster.checked(found).elements().next());
        }
        JsonNode health =
                cluster.call("GET", "/_cluster/health/" + index + "?wait_for_status=yellow&timeout=30s", null);
        if (health.path("status").asText().equals("red")) {
            throw new NuriException(
                    ErrorCode.NOT_READY,
                    "The index '" + index + "' in OpenSearch lacks shards: bring back the nodes that hold them.");
        }
        return new OpenedIndex(Math.max(1, health.path("active_primary_shards").asInt()));
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

    /** Makes it; false when it is there already. */
    private static boolean create(Cluster cluster, IndexEntries entries) {
        String name = cluster.config().index();
        ObjectNode index = IndexMapping.of(entries, cluster.config());
        index.putObject("aliases").putObject(name);
        Reply reply = cluster.send("PUT", "/" + name + "-1", index);
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

    private static void fit(Cluster cluster, IndexEntries entries, JsonNode index) {
        String name = cluster.config().index();
        JsonNode meta = index.path("mappings").path("_meta");
        if (!meta.has("analysis")) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The index '" + name + "' in OpenSearch is not Nuri's: set nuri.opensearch.index to another name.");
        }
        int format = meta.path("format").asInt();
        if (format > IndexMapping.FORMAT) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The index '" + name + "' in OpenSearch was made by a newer version of Nuri: use that.");
        }
        try {
            requireFormat(name, format);
            entries.requireSame(
                    meta.path("analysis").asText(),
                    meta.path("embedder").asText(),
                    meta.path("dimension").asInt());
        } catch (NuriException e) {
            if (!isEmpty(cluster)) {
                throw e;
            }
            // An index without entries takes on any settings.
            cluster.call(
                    "DELETE",
                    "/"
                            + index.path("settings")
                                    .path("index")
                                    .path("provided_name")
                                    .asText(),
                    null);
            create(cluster, entries);
        }
    }

    private static void requireFormat(String name, int format) {
        if (format < IndexMapping.FORMAT) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The index '" + name
                            + "' in OpenSearch was made by an older version of Nuri, in another format: set"
                            + " nuri.opensearch.index to a new name, and index again.");
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
