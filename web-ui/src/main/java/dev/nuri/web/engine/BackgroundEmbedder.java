package dev.nuri.web.engine;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.NuriException;
import dev.nuri.onnx.OnnxFolderProvider;
import dev.nuri.student.StudentProvider;
import dev.nuri.web.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** An embedder that loads while the server starts; whoever needs it sooner waits for it. */
final class BackgroundEmbedder implements Embedder {

    private final EmbedderProvider provider;
    private final Loading<Embedder> loading;

    private BackgroundEmbedder(EmbedderProvider provider, Path cacheDir) {
        this.provider = provider;
        loading = new Loading<>(
                "The embedder " + provider.name(),
                "set nuri.embedder=none to search by words alone",
                () -> provider.open(cacheDir));
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
        return loading.state();
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
        return loading.get().embed(texts, role);
    }

    @Override
    public void close() {
        if (!loading.failed()) {
            loading.get().close();
        }
    }
}
