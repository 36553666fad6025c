package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.Stream;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import dev.nuri.moe.cache.KvCache;

/**
 * One run of T tokens of one session through the model.
 *
 * @param stream where the work is queued
 * @param workspace scratch memory
 * @param cache the session's keys and values
 * @param start position of the first token
 * @param ids the tokens, I32 [T]
 * @param positions their positions, I32 [T]
 */
record Pass(Stream stream, Workspace workspace, KvCache cache, int start, Tensor ids, Tensor positions) {
    /** T. */
    int tokens() {
        return ids.columns();
    }

    void run(Call call) {
        stream.run(call);
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
