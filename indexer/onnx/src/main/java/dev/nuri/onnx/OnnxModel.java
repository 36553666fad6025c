package dev.nuri.onnx;

import java.util.Set;

/**
 * What must be known of a model to run it.
 *
 * @param id name and version
 * @param dimension components of a vector
 * @param queryPrefix put before a query, as the model was trained
 * @param passagePrefix put before a passage
 * @param maxTokens window; longer texts are cut
 * @param languages primary language subtags it was trained for
 */
record OnnxModel(
        String id, int dimension, String queryPrefix, String passagePrefix, int maxTokens, Set<String> languages) {

    /** Whether it was trained for the language of a BCP 47 tag. */
    boolean supports(String lang) {
        int subtag = lang.indexOf('-');
        return languages.contains(subtag < 0 ? lang : lang.substring(0, subtag));
    }
}
