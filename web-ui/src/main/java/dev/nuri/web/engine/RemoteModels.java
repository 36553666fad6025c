package dev.nuri.web.engine;

import dev.nuri.generator.AnswerModel;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.onnx.KnownModel;
import dev.nuri.openai.ServedModel;
import dev.nuri.remote.RemoteEmbedderProvider;
import dev.nuri.remote.RemoteEmbedderSettings;
import dev.nuri.remote.RemoteReranker;
import dev.nuri.remote.ServerAddress;
import dev.nuri.retriever.Reranker;
import dev.nuri.web.config.Key;
import dev.nuri.web.config.Secrets;
import dev.nuri.web.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** The models on servers that are configured. */
final class RemoteModels {

    private static final Logger LOG = Logger.getLogger(RemoteModels.class);

    private RemoteModels() {}

    /**
     * The embedder of the configured server.
     *
     * @param cacheDir remembers what was learned of it
     */
    static EmbedderProvider embedder(Settings settings, Path cacheDir) {
        Settings.EmbedderServer asked = settings.embedderServer();
        List<URI> servers = Settings.servers(settings.embedder());
        tellWhatLeaves("documents and queries", servers);
        String key = Secrets.read(Secrets.EMBEDDER_KEY, Key.EMBEDDER_KEY_FILE, asked.keyFile());
        Optional<KnownModel> known = KnownModel.in(asked.model());
        return RemoteEmbedderProvider.of(
                new RemoteEmbedderSettings(
                        new ServerAddress(servers, asked.model(), key),
                        stated(asked.queryPrefix(), known.map(KnownModel::queryPrefix)),
                        stated(asked.passagePrefix(), known.map(KnownModel::passagePrefix)),
                        known.map(KnownModel::languages).orElse(Set.of())),
                cacheDir);
    }

    /** The reranker of the configured servers. */
    static Reranker reranker(Settings.RerankerSettings settings) {
        List<URI> servers = Settings.servers(settings.place());
        tellWhatLeaves("queries and of the passages found", servers);
        String key = Secrets.read(Secrets.RERANKER_KEY, Key.RERANKER_KEY_FILE, settings.keyFile());
        return new RemoteReranker(new ServerAddress(servers, settings.model(), key));
    }

    /** The language model of the servers configured for a role. */
    static AnswerModel chat(ModelRole role, Settings settings) {
        Settings.LanguageModelSettings asked = role.of(settings);
        tellWhatLeaves(role.sent(), asked.servers());
        ServerAddress address = new ServerAddress(asked.servers(), asked.name(), role.secret(settings));
        return new ServedModel(address, asked.limits());
    }

    private static String stated(String byUser, Optional<String> byMakers) {
        return byUser == null ? byMakers.orElse("") : byUser;
    }

    /** Tells at the start when text leaves the machine. */
    private static void tellWhatLeaves(String texts, List<URI> servers) {
        for (URI address : servers) {
            if (!Settings.loopback(address.getHost())) {
                LOG.infof(
                        "The text of %s is sent to %s%s.",
                        texts, address, address.getScheme().equals("http") ? ", not encrypted" : "");
            }
        }
    }
}
