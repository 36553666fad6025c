package dev.nuri.onnx;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.NuriException;
import java.nio.file.Path;

/** A model in a folder: one that a user downloaded, or made. */
public final class OnnxFolderProvider implements EmbedderProvider {

    private final ModelFolder folder;
    private final EmbedderSettings settings;
    private final String id;

    private OnnxFolderProvider(ModelFolder folder, EmbedderSettings settings, String id) {
        this.folder = folder;
        this.settings = settings;
        this.id = id;
    }

    /** Whether a path is a folder, or a file by whose ending it is a network. */
    public static boolean takes(Path path) {
        return ModelFolder.isOne(path);
    }

    /**
     * Reads how the model is used, and its files once to know them again.
     *
     * @param path a folder, or the network in it where there are several
     * @param cacheDir remembers what the files hash to
     * @throws NuriException when a file is missing or says what cannot be done
     */
    public static OnnxFolderProvider of(Path path, Path cacheDir) {
        ModelFolder folder = ModelFolder.of(path, "embedder");
        EmbedderSettings settings = FolderSettings.of(folder);
        return new OnnxFolderProvider(
                folder, settings, settings.model() + "/" + Fingerprint.of(folder, settings.toString(), cacheDir));
    }

    @Override
    public String name() {
        return folder.path().toString();
    }

    /** Family and fingerprint: the same wherever the folder lies. */
    @Override
    public String id() {
        return id;
    }

    @Override
    public int dimension() {
        return settings.dimension();
    }

    @Override
    public boolean supports(String lang) {
        return settings.supports(lang);
    }

    @Override
    public Embedder open(Path cacheDir) {
        byte[] json = folder.tokenizerJson();
        OnnxNetwork network = OnnxNetwork.open(folder.network(), folder.called());
        OnnxEmbedder embedder = OnnxEmbedder.open(id, folder.called(), settings, network, json, cacheDir);
        try {
            embedder.checkTokens(json);
            return embedder;
        } catch (NuriException e) {
            embedder.close();
            throw e;
        }
    }
}
