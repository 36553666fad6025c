package dev.nuri.onnx;

/**
 * What a network gives for one text.
 *
 * @param values row-major
 * @param shape {@code [1, ...]}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Tensor(float[] values, long[] shape) {}
