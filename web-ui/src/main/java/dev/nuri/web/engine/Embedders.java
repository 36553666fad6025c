package dev.nuri.web.engine;

import dev.nuri.indexer.Embedder;
import dev.nuri.web.config.Settings;

/** Opens the configured embedder for measurements, apart from any data folder. */
public final class Embedders {

    private Embedders() {}

    /**
     * The configured embedder, which may still be loading; null when none is configured.
     *
     * @throws dev.nuri.indexer.NuriException when it is used and cannot run here
     */
    public static Embedder open(Settings settings) {
        return BackgroundEmbedder.load(settings);
    }
}
