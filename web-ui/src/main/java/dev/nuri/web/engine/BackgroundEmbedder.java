package dev.nuri.web.engine;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.onnx.OnnxFolderProvider;
import dev.nuri.student.StudentProvider;
import dev.nuri.web.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** An embedder that loads while the server starts; whoever needs it sooner waits for it. */
final class BackgroundEmbedder implements Embedder {

    private static final Logger LOG = Logger.getLogger(BackgroundEmbedder.class);
    private static final Executor THREAD =
            task -> Thread.ofPlatform().name("embedder-loader").daemon().start(task);

    private final EmbedderProvider provider;
    private final CompletableFuture<Embedder> loading;

    private BackgroundEmbedder(EmbedderProvider provider, Path cacheDir) {
        this.provider = provider;
        loading = CompletableFuture.supplyAsync(() -> provider.open(cacheDir), THREAD);
        var _ = loading.whenComplete((embedder, failure) -> {
            if (failure != null) {
                LOG.warnf(
                        "The embedder %s did not load: %s",
                        provider.name(), cause(failure).getMessage());
            }
        });
    }

    /**
     * Begins to load the configured embedder; null when none is configured.
     *
     * @throws NuriException NOT_READY when it is on a server that must be asked first and does not answer; otherwise what
     *     is wrong with it
     */
    static BackgroundEmbedder load(Settings settings) {
        if (settings.embedder().equals(Settings.NONE)) {
            return null;
        }
        return load(provider(settings), settings);
    }

    /** Begins to load the embedder of an id, which an index is stamped with; null when none here has it. */
    static BackgroundEmbedder withId(Settings settings, String id) {
        return providers(settings)
                .filter(p -> p.id().equals(id))
                .findFirst()
                .map(p -> load(p, settings))
                .orElse(null);
    }

    private static BackgroundEmbedder load(EmbedderProvider provider, Settings settings) {
        return new BackgroundEmbedder(provider, cacheDir(settings));
    }

    private static Path cacheDir(Settings settings) {
        return settings.dataDir().resolve("cache");
    }

    private static Stream<EmbedderProvider> providers(Settings settings) {
        return Stream.concat(
                ServiceLoader.load(EmbedderProvider.class).stream().map(ServiceLoader.Provider::get),
                Stream.of(new EncoderProvider(settings)));
    }

    /** The provider of a name, a path or an address. */
    private static EmbedderProvider provider(Settings settings) {
        if (Settings.isServer(settings.embedder())) {
            return RemoteModels.embedder(settings, cacheDir(settings));
        }
        return providers(settings)
                .filter(p -> p.name().equals(settings.embedder()))
                .findFirst()
                .orElseGet(() -> provider(Path.of(settings.embedder()), cacheDir(settings)));
    }

    /** Of a model's folder or network, or of a student's file. */
    private static EmbedderProvider provider(Path path, Path cacheDir) {
        return OnnxFolderProvider.takes(path) ? OnnxFolderProvider.of(path, cacheDir) : StudentProvider.of(path);
    }

    /** How far it is: {@code loading}, {@code ready} or {@code failed}. */
    String state() {
        return switch (loading.state()) {
            case RUNNING -> "loading";
            case SUCCESS -> "ready";
            case FAILED, CANCELLED -> "failed";
        };
    }

    @Override
    public String id() {
        return provider.id();
    }

    @Override
    public int dimension() {
        return provider.dimension();
    }

    @Override
    public boolean supports(String lang) {
        return provider.supports(lang);
    }

    @Override
    public float[][] embed(List<String> texts, Role role) {
        return embedder().embed(texts, role);
    }

    @Override
    public void close() {
        if (!loading.isCompletedExceptionally()) {
            embedder().close();
        }
    }

    private Embedder embedder() {
        try {
            return loading.join();
        } catch (CompletionException e) {
            throw cause(e) instanceof NuriException known
                    ? known
                    : new NuriException(
                            ErrorCode.INTERNAL,
                            "The embedder did not load (" + NuriException.reason(cause(e))
                                    + "): set nuri.embedder=none to search by words alone.",
                            e);
        }
    }

    private static Throwable cause(Throwable e) {
        return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    }
}
