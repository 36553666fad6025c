package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;
import dev.nuri.moe.cache.KvCache;
import java.util.List;

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
    public List<KvCache.LayerShape> cacheShapes() {
        return layers.stream().map(layer -> layer.attention().cacheShape()).toList();
    }

    /**
     * Runs the tokens of a pass; their keys and values are in the cache afterwards.
     *
     * @return logits after the last token, [1][V], in the pass's workspace
     */
    Tensor forward(Pass pass) {
        Tensor x = pass.matrix(embedding.columns(), pass.tokens()); // [T][embedding]
        pass.run(new Call.GetRows(embedding, pass.ids(), x));
        if (embeddingScale != 1) {
            pass.run(new Call.Scale(x, embeddingScale, x));
        }
        for (int layer = 0; layer < layers.size(); layer++) {
            layers.get(layer).apply(pass, layer, x);
        }
        Tensor last = norm.apply(pass, x.rows(pass.tokens() - 1, 1));
        Tensor logits = output.apply(pass, last);
        if (logitScale != 1) {
            pass.run(new Call.Scale(logits, logitScale, logits));
        }
        return logits;
    }
}
