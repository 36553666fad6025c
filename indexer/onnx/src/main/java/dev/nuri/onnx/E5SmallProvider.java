package dev.nuri.onnx;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** The int8 form of e5-small-v2: English, 384 dimensions, MIT licence, taken whole from its Maven artifact. */
public final class E5SmallProvider implements EmbedderProvider {

    private static final String NAME = "e5-small-v2";
    private static final String ID = "e5-small-v2-q/1";
    private static final int DIMENSION = 384;

    private static final EmbedderSettings SETTINGS = KnownModel.in(NAME)
            .map(known -> new EmbedderSettings(
                    NAME,
                    DIMENSION,
                    known.queryPrefix(),
                    known.passagePrefix(),
                    known.pooling(),
                    known.window(),
                    known.languages()))
            .orElseThrow();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int dimension() {
        return DIMENSION;
    }

    @Override
    public boolean supports(String lang) {
        return SETTINGS.supports(lang);
    }

    @Override
    public Embedder open(Path cacheDir) {
        String called = "The embedder " + NAME;
        try {
            byte[] json = resource("e5-small-v2-q-tokenizer.json");
            OnnxNetwork network = OnnxNetwork.open(resource("e5-small-v2-q.onnx"), called);
            return OnnxEmbedder.open(ID, called, SETTINGS, network, json, cacheDir);
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL,
                    called + " cannot run here (" + NuriException.reason(e)
                            + "): set nuri.embedder=none to search by words alone.",
                    e);
        }
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
