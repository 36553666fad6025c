package dev.nuri.web.engine;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.Indexer;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.opensearch.OpenSearchConfig;
import dev.nuri.opensearch.OpenSearchStore;
import dev.nuri.web.config.Key;
import dev.nuri.web.config.Secrets;
import dev.nuri.web.config.Settings;

/** Opens indexers over the engine that is configured. */
public final class Indexers {

    private Indexers() {}

    /**
     * Over the cluster that {@code nuri.opensearch.url} names.
     *
     * @param config of what stays in the data folder
     * @param embedder null for an index without vectors
     * @throws dev.nuri.indexer.NuriException as {@link OpenSearchStore#open} says
     */
    public static Indexer overCluster(Settings.ClusterSettings cluster, IndexerConfig config, Embedder embedder) {
        OpenSearchConfig opensearch = new OpenSearchConfig(
                cluster.urls(),
                cluster.index(),
                cluster.user(),
                Secrets.read(Secrets.OPENSEARCH_PASSWORD, Key.OPENSEARCH_PASSWORD_FILE, cluster.passwordFile()),
                new OpenSearchConfig.Tls(
                        cluster.tls().caFile(),
                        cluster.tls().clientFile(),
                        Secrets.read(
                                Secrets.OPENSEARCH_CLIENT_PASSWORD,
                                Key.OPENSEARCH_CLIENT_PASSWORD_FILE,
                                cluster.tls().clientPasswordFile())),
                cluster.shards(),
                cluster.replicas());
        return Indexer.over(
                config,
                () -> OpenSearchStore.open(opensearch, IndexEntries.of(LanguageAnalyzers.standard(), embedder)));
    }
}
