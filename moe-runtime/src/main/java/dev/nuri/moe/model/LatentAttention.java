package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.RopeSpec;
import dev.nuri.hw.Tensor;
import dev.nuri.moe.cache.KvPool;

/**
 * Multi-head latent attention (DeepSeek-V2, arXiv 2405.04434). Each position keeps one compressed row of R elements for
 * keys and values of all heads, and one rotary part of P elements; each head's key and value matrices are applied to the
 * query and the result instead of to every position.
 *
 * @param query embedding to H * (N + P), head by head, the rotary part last
 * @param compress embedding to R + P
 * @param compressedNorm of the R elements
 * @param keyOfHead [H][R][N]: a head's query into the compressed space
 * @param valueOfHead [H][V][R]: the compressed space into a head's value
 * @param output H * V to embedding
 * @param rope rotary embedding of P dimensions
 * @param scale factor on the products of query and key
 */
record LatentAttention(
        Query query,
        Linear compress,
        Norm compressedNorm,
        Tensor keyOfHead,
        Tensor valueOfHead,
        Linear output,
        RopeSpec rope,
        float scale)
        implements Attention {

    /**
     * Queries, through a low rank if {@code down} is there.
     *
     * @param down embedding to rank, or null
     * @param norm of the rank's elements, or null
     * @param up rank, or embedding, to H * (N + P)
     */
    record Query(Linear down, Norm norm, Linear up) {
        Tensor apply(Pass pass, Tensor x) {
            return up.apply(pass, down == null ? x : norm.apply(pass, down.apply(pass, x)));
        }
    }

    private int compressed() {
        return keyOfHead.rows();
    }

    private int rotary() {
        return rope.dimensions();
    }

    @Override
    public KvPool.LayerShape cacheShape() {
        return new KvPool.LayerShape(1, compressed() + rotary(), compressed(), true);
    }

    @Override
    public Tensor apply(Pass pass, int layer, Tensor x) {
        store(pass, layer, x);
        Tensor q = absorbedQuery(pass, x);
        Tensor mixed = pass.cube(compressed(), q.rows(), pass.tokens()); // [T][H][R]
        pass.attend(layer, q, scale, 0, null, mixed);
        Tensor out = pass.cube(valueOfHead.rows(), q.rows(), pass.tokens()); // [T][H][V]
        pass.run(new Call.HeadMatMul(valueOfHead, mixed, out));
        return output.apply(pass, out.reshape(out.columns() * out.rows(), pass.tokens(), 1));
    }

    /** Compresses the tokens into the cache. */
    private void store(Pass pass, int layer, Tensor x) {
        Tensor row = compress.apply(pass, x).rowsAsSlices(); // [T][1][R + P]
        Tensor content = row.columns(0, compressed());
        Tensor turned = row.columns(compressed(), rotary());
        compressedNorm.applyTo(pass, content, content);
        pass.run(new Call.Rope(rope, turned, pass.positions(), null, turned));
        pass.store(layer, row, null);
    }

    /** Queries in the space of the cache, [T][H][R + P]. */
    private Tensor absorbedQuery(Pass pass, Tensor x) {
        int plain = keyOfHead.columns(); // N
        Tensor q = query.apply(pass, x).rowsAsSlices().splitRows(plain + rotary()); // [T][H][N + P]
        Tensor out = pass.cube(compressed() + rotary(), q.rows(), pass.tokens());
        pass.run(new Call.HeadMatMul(keyOfHead, q.columns(0, plain), out.columns(0, compressed())));
        pass.run(new Call.Rope(
                rope, q.columns(plain, rotary()), pass.positions(), null, out.columns(compressed(), rotary())));
        return out;
    }
}
