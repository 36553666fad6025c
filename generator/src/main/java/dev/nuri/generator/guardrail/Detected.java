package dev.nuri.generator.guardrail;

/**
 * Something that a layer found.
 *
 * @param category id of the taxonomy
 * @param start first code unit in the whole text
 * @param end one past the last
 * @param score in [0, 1]
 */
record Detected(String category, int start, int end, double score) {}
