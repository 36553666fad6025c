package dev.nuri.onnx;

import java.util.Set;

/**
 * What must be known of a model to run it.
 *
 * @param id name and version
 * @param queryPrefix put before a query, as the model was trained
 * @param passagePrefix put before a passage
 * @param maxTokens window; longer texts are cut
 * @param languages primary language subtags it was trained for
 */
record OnnxModel(String id, String queryPrefix, String passagePrefix, int maxTokens, Set<String> languages) {}
