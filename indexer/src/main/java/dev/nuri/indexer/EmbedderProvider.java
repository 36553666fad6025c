package dev.nuri.indexer;

import java.nio.file.Path;

/** Opens an embedder by name; found by {@link java.util.ServiceLoader}. */
public interface EmbedderProvider {

    /** The name by which a configuration asks for it, such as {@code e5-small-v2}. */
    String name();

    /** {@link Embedder#id()} of what it opens, known without loading it. */
    String id();

    /** {@link Embedder#dimension()} of what it opens. */
    int dimension();

    /** {@link Embedder#supports} of what it opens. */
    boolean supports(String lang);

    /**
     * Loads the model.
     *
     * @param cacheDir a folder in which unpacked libraries may be kept between starts; created when absent
     * @throws NuriException when the model cannot run here, with the reason
     */
    Embedder open(Path cacheDir);
}
