package dev.nuri.indexer;

import java.util.List;

/**
 * Turns texts into dense vectors whose inner product says how near two texts are in meaning.
 *
 * <p>Implementations are thread-safe and deterministic: the same text, role and model give the same bits on the same
 * machine.
 */
public interface Embedder extends AutoCloseable {

    /** What a text is for: retrieval models embed the question and the text that answers it differently. */
    enum Role {
        QUERY,
        PASSAGE
    }

    /** Name and version of the model; an index is stamped with it. */
    String id();

    /** Components of each vector, at least 1. */
    int dimension();

    /**
     * Whether vectors of texts in {@code lang} mean anything. A passage in any other language is indexed without a
     * vector, and a query in one has no dense leg.
     *
     * @param lang BCP 47 tag such as {@code ko} or {@code zh-Hant}; {@code und} when unknown
     */
    boolean supports(String lang);

    /**
     * Embeds each text.
     *
     * @param texts any length; what exceeds the model's window is cut
     * @return {@code float[texts.size()][dimension()]}, each row of unit length
     */
    float[][] embed(List<String> texts, Role role);

    @Override
    void close();
}
