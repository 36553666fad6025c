package dev.nuri.web.config;

import dev.nuri.generator.AnswerModel;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.web.access.AuditLog;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The configuration as it was read once at the start.
 *
 * @param dataDir absolute
 * @param engine {@code lucene} or {@code opensearch}
 * @param cluster where the index is when the engine is OpenSearch; null otherwise
 * @param embedder name of the encoder, path of one, address of a server, or {@link #NONE}
 * @param embedderServer what to ask that server for
 * @param reranker what orders the best passages anew
 * @param model what writes answers
 * @param backend {@code auto} or the name of a backend
 * @param models where models are pulled from
 * @param host address to listen on
 * @param port 0 to 65535; 0 takes a free one
 * @param maxUploadBytes largest body of an upload
 * @param minFreeDiskBytes writes are refused below this much free space
 * @param parser limits of the parser processes
 * @param fetch what may be fetched from the web
 * @param guardPolicy name of a policy, or path of one's own
 * @param guardModel what judges questions and answers after the filter's other layers
 * @param access who may call, and how much
 * @param jsonLogs whether the server's log is JSON, an object a line
 * @param traces where traces are sent; null for nowhere
 */
public record Settings(
        Path dataDir,
        String engine,
        ClusterSettings cluster,
        String embedder,
        EmbedderServer embedderServer,
        RerankerSettings reranker,
        LanguageModelSettings model,
        String backend,
        ModelSettings models,
        String host,
        int port,
        long maxUploadBytes,
        long minFreeDiskBytes,
        IndexerConfig.Parser parser,
        IndexerConfig.Fetch fetch,
        String guardPolicy,
        LanguageModelSettings guardModel,
        AccessSettings access,
        boolean jsonLogs,
        URI traces) {

    /** The text encoder of the model runtime that can be the embedder. */
    public static final String NOMIC = "nomic-embed-text-v2-moe";

    /** Value of a component that is left out. */
    public static final String NONE = "none";

    /**
     * A cluster that holds the index.
     *
     * @param urls addresses of its nodes, at least one
     * @param index name of the index
     * @param user null for none
     * @param passwordFile holds the user's password, or null
     * @param tls files with certificates
     * @param shards primary ones of a new index
     * @param replicas of each shard of a new index
     * @param vectors what keeps those of a new index: {@code lucene} or {@code faiss}
     */
    public record ClusterSettings(
            List<URI> urls,
            String index,
            String user,
            Path passwordFile,
            ClusterTls tls,
            int shards,
            int replicas,
            String vectors) {}

    /**
     * Files by which a cluster and Nuri know one another.
     *
     * @param caFile certificates in PEM whose holders are trusted, or null
     * @param clientFile PKCS#12 with what Nuri shows, or null
     * @param clientPasswordFile holds the password of {@code clientFile}, or null
     */
    public record ClusterTls(Path caFile, Path clientFile, Path clientPasswordFile) {}

    /**
     * Where models are pulled from.
     *
     * @param mirror the hub, http or https
     * @param offline whether fetching is refused
     * @param tokenFile holds the hub's token, or null
     */
    public record ModelSettings(URI mirror, boolean offline, Path tokenFile) {}

    /**
     * How a server is asked for vectors.
     *
     * @param model name by which it knows the model; empty unless {@link Settings#embedder} is a server
     * @param queryPrefix put before queries; null for what is known of the model
     * @param passagePrefix put before passages, likewise
     * @param keyFile holds its key, or null
     */
    public record EmbedderServer(String model, String queryPrefix, String passagePrefix, Path keyFile) {}

    /**
     * What orders the best passages anew.
     *
     * @param place path of a folder, address of a server, or {@link Settings#NONE}
     * @param model name by which the server knows it; empty unless it is one
     * @param keyFile holds the server's key, or null
     * @param depth passages it reads, at least 1
     * @param time after which it begins no other
     */
    public record RerankerSettings(String place, String model, Path keyFile, int depth, Duration time) {}

    /**
     * A language model.
     *
     * @param name as configured, or {@link Settings#NONE}
     * @param path of the model's file or folder when it is to run in this process and is here, or null
     * @param servers where it is, each with the same model; none when it is on no server
     * @param keyFile holds the servers' key, or null
     * @param limits what may be asked of it
     */
    public record LanguageModelSettings(
            String name, Path path, List<URI> servers, Path keyFile, AnswerModel.Limits limits) {}

    /** The models that were pulled, each in a folder of its own. */
    public Path modelFolder() {
        return dataDir.resolve("models");
    }

    /** Where the deployer's lists of the filter are. */
    public Path guardLists() {
        return dataDir.resolve("guard");
    }

    /** The part of the indexer. */
    public IndexerConfig indexer() {
        return new IndexerConfig(dataDir, parser, fetch, minFreeDiskBytes);
    }

    /** The audit log of the data folder. */
    public AuditLog audit() {
        return new AuditLog(dataDir, access.auditBytes(), access.auditFiles());
    }

    /** The same settings over another data folder. */
    public Settings withDataDir(Path folder) {
        return new Settings(
                folder,
                engine,
                cluster,
                embedder,
                embedderServer,
                reranker,
                model,
                backend,
                models,
                host,
                port,
                maxUploadBytes,
                minFreeDiskBytes,
                parser,
                fetch,
                guardPolicy,
                guardModel,
                access,
                jsonLogs,
                traces);
    }

    /** Whether a value is the address of a server. */
    public static boolean isServer(String value) {
        return value.startsWith("http://") || value.startsWith("https://");
    }

    /** The servers of a value that {@link #isServer}. */
    public static List<URI> servers(String value) {
        return Arrays.stream(value.split(",", -1)).map(URI::create).toList();
    }

    /** Whether only this machine can reach the server. */
    public boolean loopback() {
        return loopback(host);
    }

    /** Whether a host is this machine by its name. */
    public static boolean loopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1") || host.equals("[::1]");
    }
}
