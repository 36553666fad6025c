package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;
import dev.nuri.moe.cache.KvPool;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * A whole language model, from token ids to logits. Immutable.
 *
 * @param embedding [V][embedding]
 * @param embeddingScale factor on the embedded tokens
 * @param layers in order
 * @param norm before the output
 * @param output embedding to V
 * @param logitScale factor on the logits
 */
public record Decoder(
        Tensor embedding, float embeddingScale, List<DecoderLayer> layers, Norm norm, Linear output, float logitScale) {
    public Decoder {
        layers = List.copyOf(layers);
    }

    /** Number of token ids it knows. */
    public int vocabularySize() {
        return embedding.rows();
    }

    /** What each layer keeps for each position. */
    public List<KvPool.LayerShape> cacheShapes() {
        return layers.stream().map(layer -> layer.attention().cacheShape()).toList();
    }

    /** Which layers have experts, and how many each token uses of how many. */
    public List<ExpertLayer> expertLayers() {
        return IntStream.range(0, layers.size())
                .filter(i -> layers.get(i).feedForward().expertsChosen() > 0)
                .mapToObj(i -> new ExpertLayer(
                        i,
                        layers.get(i).feedForward().experts(),
                        layers.get(i).feedForward().expertsChosen()))
                .toList();
    }

    /**
     * A layer with experts.
     *
     * @param layer its number, from 0
     * @param experts X, of which its router chooses
     * @param chosen K, for each token
     */
    public record ExpertLayer(int layer, int experts, int chosen) {}

    /**
     * Runs the tokens of a pass; their keys and values are in the cache afterwards.
     *
     * @param cancelled asked before each layer
     * @return logits after the tokens that ask for them, [O][V], in the pass's workspace; null if none does
     */
    Tensor forward(Pass pass, BooleanSupplier cancelled) {
        Tensor x = pass.matrix(embedding.columns(), pass.tokens()); // [T][embedding]
        pass.run(new Call.GetRows(embedding, pass.batch().ids(), x));
        if (embeddingScale != 1) {
            pass.run(new Call.Scale(x, embeddingScale, x));
        }
        for (int layer = 0; layer < layers.size(); layer++) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("nobody waits for this pass any more");
            }
            layers.get(layer).apply(pass, layer, x);
        }
        return pass.batch().outputs() == null ? null : logits(pass, x);
    }

    private Tensor logits(Pass pass, Tensor x) {
        Tensor asked = pass.matrix(x.columns(), pass.batch().outputs().columns());
        pass.run(new Call.GetRows(x, pass.batch().outputs(), asked));
        Tensor logits = output.apply(pass, norm.applyTo(pass, asked, asked));
        if (logitScale != 1) {
            pass.run(new Call.Scale(logits, logitScale, logits));
        }
        return logits;
    }
}
