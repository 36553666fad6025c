package dev.nuri.onnx;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The int8 form of e5-small-v2: English, 384 dimensions, MIT licence, taken whole from its Maven artifact. */
public final class E5SmallProvider implements EmbedderProvider {

    private static final OnnxModel MODEL =
            new OnnxModel("e5-small-v2-q/1", 384, "query: ", "passage: ", 512, Set.of("en"));

    /** Kept, because a logger nobody holds forgets its level. */
    private static final Logger TOKENIZER_LIBRARY = Logger.getLogger("ai.djl");

    @Override
    public String name() {
        return "e5-small-v2";
    }

    @Override
    public String id() {
        return MODEL.id();
    }

    @Override
    public int dimension() {
        return MODEL.dimension();
    }

    @Override
    public boolean supports(String lang) {
        return MODEL.supports(lang);
    }

    @Override
    public Embedder open(Path cacheDir) {
        try {
            Files.createDirectories(cacheDir);
            keepTokenizerLibraryIn(cacheDir);
            HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(resource("e5-small-v2-q-tokenizer.json")),
                    Map.of("truncation", "true", "maxLength", Integer.toString(MODEL.maxTokens()), "padding", "false"));
            return new OnnxEmbedder(MODEL, resource("e5-small-v2-q.onnx"), tokenizer);
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new NuriException(
                    ErrorCode.INTERNAL,
                    "The embedder " + name() + " cannot run here (" + e.getMessage()
                            + "): set nuri.embedder=none to search by words alone.",
                    e);
        }
    }

    /** The tokenizer library looks for a GPU, and for a build of itself to go with it, unless told not to. */
    private static void keepTokenizerLibraryIn(Path cacheDir) {
        TOKENIZER_LIBRARY.setLevel(Level.SEVERE);
        System.setProperty("RUST_FLAVOR", "cpu");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("DJL_CACHE_DIR", cacheDir.toString());
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = E5SmallProvider.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IOException("its file " + name + " is missing from the class path");
            }
            return in.readAllBytes();
        }
    }
}
