package dev.nuri.onnx;

import java.util.Set;

/**
 * How a model is used as an embedder.
 *
 * @param model name of its family
 * @param dimension components of a vector
 * @param queryPrefix put before a query, as the model was trained
 * @param passagePrefix put before a passage
 * @param pooling how tokens' vectors become one; null where only a network that does so itself will do
 * @param window tokens; longer texts are cut
 * @param languages primary language subtags it was trained for; empty for any
 */
record EmbedderSettings(
        String model,
        int dimension,
        String queryPrefix,
        String passagePrefix,
        Pooling pooling,
        int window,
        Set<String> languages) {

    /** Whether it was trained for the language of a BCP 47 tag. */
    boolean supports(String lang) {
        int subtag = lang.indexOf('-');
        return languages.isEmpty() || languages.contains(subtag < 0 ? lang : lang.substring(0, subtag));
    }
}
