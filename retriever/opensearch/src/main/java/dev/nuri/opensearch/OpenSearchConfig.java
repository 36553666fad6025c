package dev.nuri.opensearch;

import dev.nuri.indexer.NuriException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Which cluster, and which index of it.
 *
 * @param urls addresses of nodes, at least one; the others are asked when one does not answer
 * @param index name of the alias that Nuri reads and writes
 * @param user null for none
 * @param password null for none
 * @param caFile certificates in PEM whose holders are trusted; null for those this machine trusts
 * @param shards primary shards of a new index
 * @param replicas copies of each shard beside the primary, of a new index
 */
public record OpenSearchConfig(
        List<URI> urls, String index, String user, String password, Path caFile, int shards, int replicas) {

    public OpenSearchConfig {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw NuriException.invalid("OpenSearch needs the URL of a node: set nuri.opensearch.url.");
        }
    }

    /** One node without a password, and an index of one shard. */
    public static OpenSearchConfig of(String url, String index) {
        return new OpenSearchConfig(List.of(URI.create(url)), index, null, null, null, 1, 0);
    }

    /** The addresses as they are told to people. */
    String where() {
        return String.join(", ", urls.stream().map(URI::toString).toList());
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "OpenSearchConfig[" + where() + ", " + index + "]";
    }
}
