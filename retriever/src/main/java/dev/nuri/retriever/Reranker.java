package dev.nuri.retriever;

import java.util.List;

/**
 * Rescores the top of a ranking by reading query and passage together. Thread-safe and deterministic.
 *
 * <p>It sees what a search found, never adds to it; what it costs grows with {@link #depth()}.
 */
public interface Reranker extends AutoCloseable {

    /** Name and version of the model. */
    String id();

    /** Passages it rescores, at least 1; those below keep their order and follow. */
    int depth();

    /**
     * Scores passages.
     *
     * @param query as it was asked, without syntax
     * @param passages at most {@link #depth()}, in the order found
     * @return {@code float[passages.size()]}, higher is better, on a scale of the model's own; finite
     * @throws dev.nuri.indexer.NuriException when the model fails; the ranking then stays as it was
     */
    float[] score(String query, List<Candidate> passages);

    @Override
    void close();

    /**
     * A passage to score.
     *
     * @param title of its document; may be empty
     * @param text of the passage
     * @param lang BCP 47 tag of the passage
     */
    record Candidate(String title, String text, String lang) {}
}
