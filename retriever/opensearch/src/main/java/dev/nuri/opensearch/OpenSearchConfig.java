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
 * @param tls how nodes at https addresses and Nuri know one another
 * @param layout of a new index
 */
public record OpenSearchConfig(List<URI> urls, String index, String user, String password, Tls tls, Layout layout) {

    /**
     * How a new index lies in a cluster.
     *
     * @param shards primary ones
     * @param replicas copies of each shard beside the primary
     * @param vectors the library that keeps vectors: {@code lucene}, or {@code faiss}, which a node must have
     */
    public record Layout(int shards, int replicas, String vectors) {

        /** One shard on one node. */
        public static final Layout SMALL = new Layout(1, 0, "lucene");
    }

    /**
     * Certificates.
     *
     * @param caFile in PEM, whose holders are trusted; null for those this machine trusts
     * @param clientFile PKCS#12 with the key and the certificate that Nuri shows; null for none
     * @param clientPassword of {@code clientFile}; null for none
     */
    public record Tls(Path caFile, Path clientFile, String clientPassword) {

        /** Trusts whom this machine trusts, and shows nothing. */
        public static final Tls USUAL = new Tls(null, null, null);

        /** Without the password. */
        @Override
        public String toString() {
            return "Tls[" + caFile + ", " + clientFile + "]";
        }
    }

    public OpenSearchConfig {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw NuriException.invalid("OpenSearch needs the URL of a node: set nuri.opensearch.url.");
        }
    }

    /** One node without a password, and an index of one shard. */
    public static OpenSearchConfig of(String url, String index) {
        return new OpenSearchConfig(List.of(URI.create(url)), index, null, null, Tls.USUAL, Layout.SMALL);
    }

    /** The same with another index. */
    OpenSearchConfig withIndex(String other) {
        return new OpenSearchConfig(urls, other, user, password, tls, layout);
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
