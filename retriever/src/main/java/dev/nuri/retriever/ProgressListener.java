package dev.nuri.retriever;

/** Told how far a long measurement has come, on the calling thread. */
@FunctionalInterface
public interface ProgressListener {

    /** Hears nothing. */
    ProgressListener NONE = (stage, done, total) -> {};

    /**
     * One step further.
     *
     * @param stage what is going on, such as {@code index} or a set's name
     * @param done steps done
     * @param total steps in this stage
     */
    void progress(String stage, long done, long total);
}
