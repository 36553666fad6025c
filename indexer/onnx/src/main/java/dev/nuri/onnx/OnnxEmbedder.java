package dev.nuri.onnx;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A sentence encoder run by ONNX Runtime: tokens → vectors of tokens → one vector → unit length. A network that gives
 * one vector itself is taken at its word. Texts of one call are spread over the cores.
 */
final class OnnxEmbedder implements Embedder {

    /** What exporters call the output that holds one vector a text, dense layers applied. */
    private static final List<String> POOLED = List.of("sentence_embedding", "sentence_embeddings", "dense_vecs");

    /** What they call the output that holds one a token. */
    private static final List<String> BY_TOKEN = List.of("last_hidden_state", "token_embeddings");

    private final String id;
    private final String called;
    private final EmbedderSettings settings;
    private final OnnxNetwork network;
    private final ModelTokenizer tokenizer;
    private final String output;
    private final Pooling pooling; // null where the output is pooled

    private OnnxEmbedder(
            String id, String called, EmbedderSettings settings, OnnxNetwork network, ModelTokenizer tokenizer) {
        this.id = id;
        this.called = called;
        this.settings = settings;
        this.network = network;
        this.tokenizer = tokenizer;
        String pooled = find(POOLED, 2);
        output = pooled == null ? byToken() : pooled;
        pooling = pooled == null ? settings.pooling() : null;
        checkDimension(network.outputs().get(output));
    }

    /**
     * Puts one together.
     *
     * @param called how messages name it, at the start of a sentence
     * @param network taken over: closed with the embedder, or when there is none
     * @param tokenizerJson what {@code tokenizer.json} holds
     * @throws NuriException when no output is that of such an encoder, or the tokenizer does not fit
     */
    static OnnxEmbedder open(
            String id,
            String called,
            EmbedderSettings settings,
            OnnxNetwork network,
            byte[] tokenizerJson,
            Path cacheDir) {
        ModelTokenizer tokenizer = null;
        try {
            tokenizer = ModelTokenizer.open(tokenizerJson, settings.window(), called, cacheDir);
            return new OnnxEmbedder(id, called, settings, network, tokenizer);
        } catch (NuriException e) {
            network.close();
            if (tokenizer != null) {
                tokenizer.close();
            }
            throw e;
        }
    }

    /** {@link OnnxNetwork#requireTokens}. */
    void checkTokens(byte[] tokenizerJson) {
        network.requireTokens(tokenizerJson, output);
    }

    private String find(List<String> names, int rank) {
        Map<String, long[]> outputs = network.outputs();
        return names.stream()
                .filter(name -> outputs.containsKey(name) && outputs.get(name).length == rank)
                .findFirst()
                .orElse(null);
    }

    private String byToken() {
        if (settings.pooling() == null) {
            throw NuriException.invalid(
                    called + " neither gives one vector for a text (an output sentence_embedding) nor"
                            + " says how to make one: put {\"pooling\": \"mean\", \"queryPrefix\": \"\", \"passagePrefix\": \"\"}"
                            + " or what else its makers state into " + FolderSettings.OWN + ".");
        }
        String named = find(BY_TOKEN, 3);
        String found = named == null ? find(List.copyOf(network.outputs().keySet()), 3) : named;
        if (found == null) {
            throw NuriException.invalid(called + " must give a vector for each token, of shape [texts, tokens, "
                    + settings.dimension() + "], but gives "
                    + String.join(", ", network.outputs().keySet()) + ".");
        }
        return found;
    }

    private void checkDimension(long[] shape) {
        long found = shape[shape.length - 1];
        if (found > 0 && found != settings.dimension()) {
            throw otherDimension(found);
        }
    }

    private NuriException otherDimension(long found) {
        return NuriException.invalid(
                called + " must give " + settings.dimension() + " components, but gives " + found + ".");
    }

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
    public float[][] embed(List<String> texts, Role role) {
        String prefix = role == Role.QUERY ? settings.queryPrefix() : settings.passagePrefix();
        float[][] vectors = new float[texts.size()][];
        IntStream.range(0, texts.size()).parallel().forEach(i -> vectors[i] = embed(prefix + texts.get(i)));
        return vectors;
    }

    private float[] embed(String text) {
        Tokens tokens = tokenizer.encode(text);
        if (tokens.length() == 0) {
            // No word, and no token that the model adds: some vector that is always the same.
            float[] vector = new float[settings.dimension()];
            vector[0] = 1;
            return vector;
        }
        Tensor found = network.run(tokens, output);
        long components = found.shape()[found.shape().length - 1];
        if (components != settings.dimension()) {
            throw otherDimension(components);
        }
        return unit(pooling == null ? found.values() : pooling.pool(found.values(), settings.dimension()));
    }

    private float[] unit(float[] vector) {
        double squares = 0;
        for (float x : vector) {
            squares += (double) x * x;
        }
        if (!(squares > 0) || Double.isInfinite(squares)) {
            throw new NuriException(ErrorCode.INTERNAL, called + " gave a vector that is zero or not a number.");
        }
        float scale = (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= scale;
        }
        return vector;
    }

    @Override
    public void close() {
        try (network;
                tokenizer) {
            // Closed in reverse order.
        }
    }
}
