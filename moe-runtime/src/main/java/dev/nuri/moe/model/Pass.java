package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.PageTable;
import dev.nuri.hw.Stream;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.cache.KvPool;

/**
 * One run of T tokens through the model: of one sequence or of several, whose tokens follow each other. What is done with
 * weights is done for all tokens together; only attention tells the sequences apart.
 *
 * @param stream where the work is queued
 * @param workspace scratch memory
 * @param pool keys and values of all sequences; null in an encoder, which keeps none
 * @param batch the tokens
 * @param routing takes note of the experts used
 */
record Pass(Stream stream, Workspace workspace, KvPool pool, Batch batch, RoutingLog routing) {
    /**
     * The tokens of a pass.
     *
     * @param ids the tokens, I32 [T]
     * @param positions theirs in their sequences, I32 [T]
     * @param slots the pool rows of their keys and values, I32 [T]; null in an encoder
     * @param pages where each sequence's positions lie; null in an encoder
     * @param outputs tokens after which logits are wanted, I32 [O], or null for none
     */
    record Batch(Tensor ids, Tensor positions, Tensor slots, PageTable pages, Tensor outputs) {}

    /** T. */
    int tokens() {
        return batch.ids.columns();
    }

    /** Positions of the tokens, I32 [T]. */
    Tensor positions() {
        return batch.positions;
    }

    void run(Call call) {
        stream.run(call);
    }

    /** Puts a layer's keys and values of the tokens into the pool; values are null where keys hold them. */
    void store(int layer, Tensor keys, Tensor values) {
        run(new Call.StoreRows(keys, batch.slots, pool.keys(layer)));
        if (values != null) {
            run(new Call.StoreRows(values, batch.slots, pool.values(layer)));
        }
    }

    /**
     * Lets each token look at its sequence.
     *
     * @param q [T][H][D]
     * @param sinks [H], or null
     * @param out [T][H][E]
     */
    void attend(int layer, Tensor q, float scale, int window, Tensor sinks, Tensor out) {
        Tensor keys = pool.keys(layer);
        Tensor values = pool.values(layer);
        run(new Call.Attention(q, keys, values, batch.positions, batch.pages, scale, window, sinks, out));
    }

    /** An F32 tensor [rows][columns]. */
    Tensor matrix(int columns, int rows) {
        return workspace.take(TensorType.F32, columns, rows, 1);
    }

    /** An F32 tensor [slices][rows][columns]. */
    Tensor cube(int columns, int rows, int slices) {
        return workspace.take(TensorType.F32, columns, rows, slices);
    }

    /** An F32 tensor of the shape of {@code x}. */
    Tensor like(Tensor x) {
        return cube(x.columns(), x.rows(), x.slices());
    }
}
