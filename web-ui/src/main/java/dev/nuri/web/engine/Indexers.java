package dev.nuri.web.engine;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.Indexer;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.opensearch.OpenSearchConfig;
import dev.nuri.opensearch.OpenSearchStore;
import dev.nuri.opensearch.OpenSearchSuccessor;
import dev.nuri.web.config.Key;
import dev.nuri.web.config.Secrets;
import dev.nuri.web.config.Settings;
import java.util.function.Consumer;

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
        OpenSearchConfig opensearch = config(cluster);
        IndexEntries entries = IndexEntries.of(LanguageAnalyzers.standard(), embedder);
        return Indexer.over(
                config,
                () -> OpenSearchStore.open(opensearch, entries),
                () -> OpenSearchSuccessor.begin(opensearch, entries));
    }

    /**
     * Builds the index in that cluster anew.
     *
     * @param embedder of the new index; null for one without vectors
     * @param progress counts documents as files
     * @throws dev.nuri.indexer.NuriException as {@link OpenSearchSuccessor#begin} says, or the embedder's
     */
    public static IngestReport reindexInCluster(
            Settings.ClusterSettings cluster,
            IndexerConfig config,
            Embedder embedder,
            Consumer<IngestProgress> progress) {
        IndexEntries entries = IndexEntries.of(LanguageAnalyzers.standard(), embedder);
        return Indexer.reindexElsewhere(config, () -> OpenSearchSuccessor.begin(config(cluster), entries), progress);
    }

    private static OpenSearchConfig config(Settings.ClusterSettings cluster) {
        return new OpenSearchConfig(
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
                new OpenSearchConfig.Layout(cluster.shards(), cluster.replicas(), cluster.vectors()));
    }
}
