package dev.nuri.web.engine;

import dev.nuri.onnx.OnnxReranker;
import dev.nuri.retriever.Reranker;
import dev.nuri.retriever.Reranking;
import dev.nuri.web.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A reranker in a folder, which loads while the server starts. */
final class BackgroundReranker implements Reranker {

    private final String name;
    private final Loading<Reranker> loading;

    private BackgroundReranker(Path folder, Path cacheDir) {
        name = String.valueOf(folder.getFileName());
        loading = new Loading<>(
                "The reranker " + folder,
                "set nuri.reranker=none to keep the order without it",
                () -> OnnxReranker.open(folder, cacheDir));
    }

    /**
     * The configured one, as it is to be used; null when none is configured.
     *
     * @throws dev.nuri.indexer.NuriException when its folder lacks a file
     */
    static Reranking of(Settings settings) {
        Settings.RerankerSettings asked = settings.reranker();
        if (asked.place().equals(Settings.NONE)) {
            return null;
        }
        return new Reranking(reranker(settings, asked), asked.depth(), asked.time());
    }

    private static Reranker reranker(Settings settings, Settings.RerankerSettings asked) {
        if (Settings.isServer(asked.place())) {
            return RemoteModels.reranker(asked);
        }
        Path folder = Path.of(asked.place());
        OnnxReranker.check(folder);
        return new BackgroundReranker(folder, settings.dataDir().resolve("cache"));
    }

    @Override
    public String id() {
        return name;
    }

    @Override
    public float[] score(String query, List<Candidate> passages, Duration budget) {
        return loading.get().score(query, passages, budget);
    }

    @Override
    public void close() {
        if (!loading.failed()) {
            loading.get().close();
        }
    }
}
