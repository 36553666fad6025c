package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;
import java.util.List;

/**
 * A text encoder, from token ids to a hidden state of each token. Immutable.
 *
 * @param embedding [V][embedding]
 * @param types [types][embedding], of which every token gets the first
 * @param norm of the embedded tokens
 * @param layers in order
 */
public record Encoder(Tensor embedding, Tensor types, LayerNorm norm, List<EncoderLayer> layers) {
    public Encoder {
        layers = List.copyOf(layers);
    }

    /** Number of token ids it knows. */
    public int vocabularySize() {
        return embedding.rows();
    }

    /** Components of a hidden state. */
    public int dimension() {
        return embedding.columns();
    }

    /** K of each layer that has experts, in order. */
    List<Integer> expertsChosen() {
        return layers.stream()
                .map(layer -> layer.feedForward().expertsChosen())
                .filter(chosen -> chosen > 0)
                .toList();
    }

    /**
     * Runs the tokens of a pass.
     *
     * @return hidden states, [T][embedding], in the pass's workspace
     */
    Tensor forward(Pass pass, TextSpans texts) {
        Tensor x = pass.matrix(embedding.columns(), pass.tokens());
        Tensor type = pass.like(x);
        pass.run(new Call.GetRows(embedding, pass.batch().ids(), x));
        pass.run(new Call.GetRows(types, texts.zeros(), type));
        pass.run(new Call.Add(x, type, x));
        norm.apply(pass, x);
        layers.forEach(layer -> layer.apply(pass, texts, x));
        return x;
    }
}
