package dev.nuri.moe.model;

import dev.nuri.hw.Call;
import dev.nuri.hw.RopeSpec;
import dev.nuri.hw.Tensor;

/**
 * Attention in which each token of a text sees all of it.
 *
 * @param projections queries, keys and values
 * @param headSize D, elements of a head
 * @param rope rotary embedding of queries and keys
 * @param output H * D to embedding
 */
record BidirectionalAttention(Projections projections, int headSize, RopeSpec rope, Linear output) {
    /**
     * Queries, keys and values of the same tokens.
     *
     * @param query [T][H * D]
     * @param key [T][H * D]
     * @param value [T][H * D]
     */
    record Projected(Tensor query, Tensor key, Tensor value) {}

    /** How hidden states become queries, keys and values. */
    sealed interface Projections {
        /**
         * Projects each token.
         *
         * @param x [T][embedding]
         */
        Projected apply(Pass pass, Tensor x);
    }

    /**
     * One layer for all three.
     *
     * @param all embedding to 3 * H * D: queries, then keys, then values
     */
    record Fused(Linear all) implements Projections {
        @Override
        public Projected apply(Pass pass, Tensor x) {
            Tensor out = all.apply(pass, x);
            int each = out.columns() / 3;
            return new Projected(out.columns(0, each), out.columns(each, each), out.columns(2 * each, each));
        }
    }

    /** A layer for each, embedding to H * D. */
    record Separate(Linear query, Linear key, Linear value) implements Projections {
        @Override
        public Projected apply(Pass pass, Tensor x) {
            return new Projected(query.apply(pass, x), key.apply(pass, x), value.apply(pass, x));
        }
    }

    /**
     * Lets each token look at its whole text.
     *
     * @param x hidden states of all texts, [T][embedding]
     * @return [T][embedding]
     */
    Tensor apply(Pass pass, TextSpans texts, Tensor x) {
        Projected projected = projections.apply(pass, x);
        Tensor q = heads(projected.query); // [T][H][D]
        Tensor k = heads(projected.key);
        Tensor v = heads(projected.value);
        pass.run(new Call.Rope(rope, q, pass.positions(), null, q));
        pass.run(new Call.Rope(rope, k, pass.positions(), null, k));
        Tensor out = pass.like(q);
        float scale = (float) (1 / Math.sqrt(headSize));
        for (TextSpans.Span span : texts.spans()) {
            // A text's own keys and values are a pool of a single page, in which every token is at the last position.
            pass.run(new Call.Attention(
                    span.of(q),
                    span.of(k),
                    span.of(v),
                    texts.last(span),
                    texts.page(span),
                    scale,
                    0,
                    null,
                    span.of(out)));
        }
        return output.apply(pass, out.reshape(out.rows() * out.columns(), pass.tokens(), 1));
    }

    private Tensor heads(Tensor x) {
        return x.rowsAsSlices().splitRows(headSize);
    }
}
