package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.NuriException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Indices that had the place of the one in use before. They stay while anybody reads them. */
final class FormerIndices {

    private static final Logger LOG = Logger.getLogger(FormerIndices.class);

    private FormerIndices() {}

    /** Which of the indices behind an alias one is; 0 for one that is not numbered. */
    static int number(Cluster cluster, String name) {
        Matcher numbered = Pattern.compile(Pattern.quote(cluster.config().index()) + "-(\\d{1,9})")
                .matcher(name);
        return numbered.matches() ? Integer.parseInt(numbered.group(1)) : 0;
    }

    /** Drops those that nobody reads any more. What cannot be dropped now is another time. */
    static void drop(Cluster cluster, String inUse) {
        int number = number(cluster, inUse);
        if (number <= 1) {
            return;
        }
        try {
            for (String name : unused(cluster)) {
                if (number(cluster, name) < number && readers(cluster, name) == 0) {
                    cluster.call("DELETE", "/" + name, null);
                    LOG.infof("the index '%s', which nobody reads any more, is dropped", name);
                }
            }
        } catch (NuriException e) {
            LOG.debugf("former indices stay: %s", e.getMessage());
        }
    }

    /** Drops what was built and is not in use. */
    static void dropUnused(Cluster cluster, String name) {
        if (unused(cluster).contains(name)) {
            cluster.call("DELETE", "/" + name, null);
        }
    }

    /** Names of the indices that Nuri made for the alias and that are not behind it. */
    static List<String> unused(Cluster cluster) {
        List<String> names = new ArrayList<>();
        JsonNode found =
                cluster.call("GET", "/" + cluster.config().index() + "-*?filter_path=*.aliases,*.mappings._meta", null);
        for (Map.Entry<String, JsonNode> index : found.properties()) {
            if (number(cluster, index.getKey()) > 0
                    && OpenedIndex.isNuris(index.getValue())
                    && index.getValue().path("aliases").isEmpty()) {
                names.add(index.getKey());
            }
        }
        return names;
    }

    /** How many points in time of an index are open. */
    private static long readers(Cluster cluster, String name) {
        return cluster.call("GET", "/" + name + "/_stats/search", null)
                .at("/_all/total/search/point_in_time_current")
                .asLong();
    }
}
