package dev.nuri.retriever;

import java.time.Duration;
import java.util.List;

/**
 * Rescores the top of a ranking by reading query and passage together. Thread-safe and deterministic.
 *
 * <p>It sees what a search found and never adds to it.
 */
public interface Reranker extends AutoCloseable {

    /** Name of the model. */
    String id();

    /**
     * Scores passages from the first on, as many as there is time for. A passage's score does not depend on the others.
     *
     * @param query as it was asked, without syntax
     * @param passages at least one, in the order found
     * @param budget after which no other passage is begun
     * @return {@code [1 to passages.size()]} scores of the first passages; higher is better, on a scale of the model's
     *     own; finite
     * @throws dev.nuri.indexer.NuriException when the model fails; the ranking then stays as it was
     */
    float[] score(String query, List<Candidate> passages, Duration budget);

    @Override
    void close();

    /**
     * A passage to score.
     *
     * @param title of its document; may be empty
     * @param text of the passage
     */
    record Candidate(String title, String text) {

        /** Both: words alone often do not say what they are about. */
        public String whole() {
            return title.isBlank() ? text : title + "\n" + text;
        }
    }
}
