package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.NuriException;
import dev.nuri.opensearch.Cluster.Reply;
import java.util.Iterator;
import org.jboss.logging.Logger;

/**
 * The index behind the alias that is configured. Another may take its place at any time ({@link OpenSearchSuccessor}); who
 * holds a lease, or reads a point in time, has one that stays. Thread-safe.
 */
final class IndexInUse {

    private static final Logger LOG = Logger.getLogger(IndexInUse.class);

    private static final int ABSENT = 404;

    private final Cluster cluster;
    private final IndexEntries entries;
    private volatile OpenedIndex current;
    /** One that took the place of the current and does not fit what is configured; null while there is none. */
    private volatile String unfit;

    IndexInUse(Cluster cluster, IndexEntries entries) {
        this.cluster = cluster;
        this.entries = entries;
        this.current = OpenedIndex.open(cluster, entries);
    }

    /** The index as it was known last. */
    OpenedIndex now() {
        return current;
    }

    String name() {
        return current.name();
    }

    /**
     * Looks whether another has taken its place, and goes on with that.
     *
     * @throws NuriException CONFLICT when that was built otherwise than is configured
     */
    OpenedIndex follow() {
        return follow(behindAlias(cluster));
    }

    /** The same, when it is known which is in use. */
    synchronized OpenedIndex follow(String name) {
        if (!current.name().equals(name)) {
            try {
                current = OpenedIndex.at(cluster, entries, name);
                LOG.infof("goes on with the index '%s'", name);
            } catch (NuriException e) {
                if (e.code() != ErrorCode.CONFLICT) {
                    throw e;
                }
                NuriException told = new NuriException(
                        ErrorCode.CONFLICT,
                        "Another index was built in the place of the one in use, otherwise than this Nuri is configured: it"
                                + " searches the former as long as that is there, and writes nothing until it is started"
                                + " again with the settings of the new one. " + e.getMessage(),
                        e);
                if (!name.equals(unfit)) {
                    unfit = name;
                    LOG.warn(told.getMessage());
                }
                throw told;
            }
        }
        return current;
    }

    /**
     * The name of the index behind the alias that is configured.
     *
     * @throws NuriException NOT_FOUND when there is no such alias or index
     */
    static String behindAlias(Cluster cluster) {
        String alias = cluster.config().index();
        Reply reply = cluster.send("GET", "/_alias/" + alias, null);
        if (reply.status() != ABSENT) {
            JsonNode indices = cluster.checked(reply);
            Iterator<String> names = indices.fieldNames();
            return names.next();
        }
        if (cluster.send("GET", "/" + alias, null).status() == ABSENT) {
            throw new NuriException(
                    ErrorCode.NOT_FOUND,
                    "OpenSearch at " + cluster.config().where() + " has no index '" + alias
                            + "': index documents first.");
        }
        return alias;
    }
}
