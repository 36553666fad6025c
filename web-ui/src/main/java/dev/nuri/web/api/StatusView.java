package dev.nuri.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What this Nuri holds and how it is set up. Documents, passages and failures are those the caller may read; what would
 * tell of others is 0, or empty, for whoever may not read everything.
 *
 * @param version of the program
 * @param dataDir absolute path of the data folder
 * @param pid the process that holds it
 * @param documents documents indexed
 * @param passages passages indexed
 * @param failures sources or members that could not be read
 * @param indexBytes size of the index on disk
 * @param generation grows with every change
 * @param engine where passages are stored and searched
 * @param embedder encoder of the dense leg
 * @param model what answers
 * @param guard what filters
 * @param notice how the index differs from what is configured, and what helps; null when it does not
 * @param uptimeSeconds since the process opened the data folder
 */
public record StatusView(
        String version,
        String dataDir,
        long pid,
        long documents,
        long passages,
        long failures,
        long indexBytes,
        long generation,
        String engine,
        EmbedderView embedder,
        String model,
        GuardView guard,
        @JsonInclude(JsonInclude.Include.NON_NULL) String notice,
        double uptimeSeconds) {

    /**
     * The encoder.
     *
     * @param name as configured
     * @param state {@code none}, {@code loading}, {@code ready} or {@code failed}
     */
    public record EmbedderView(String name, String state) {}

    /**
     * The filter.
     *
     * @param policy name of a policy, or path of one's own
     * @param model the guard model, {@code none} without one
     */
    public record GuardView(String policy, String model) {}
}
