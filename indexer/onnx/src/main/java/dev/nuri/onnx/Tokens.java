package dev.nuri.onnx;

import ai.djl.huggingface.tokenizers.Encoding;

/**
 * A text as a network takes it. Arrays are shared, not copied.
 *
 * @param ids {@code [tokens]} numbers of the tokens
 * @param mask {@code [tokens]} 1 for a token that counts
 * @param types {@code [tokens]} 0 in the first of a pair of texts
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Tokens(long[] ids, long[] mask, long[] types) {

    static Tokens of(Encoding encoding) {
        return new Tokens(encoding.getIds(), encoding.getAttentionMask(), encoding.getTypeIds());
    }

    /** One token that counts. */
    static Tokens single(long id) {
        return new Tokens(new long[] {id}, new long[] {1}, new long[] {0});
    }

    /** How many there are. */
    int length() {
        return ids.length;
    }
}
