package dev.nuri.generator;

import dev.nuri.retriever.Hit;
import java.util.List;

/** Answers questions from retrieved passages. Thread-safe. */
public interface Answerer {

    /** Follows an answer as it is made, on the calling thread, in the order phase, sources, chunk. */
    interface Listener {

        /** A stage begins: {@code searching}, {@code reading}, {@code writing} or {@code checking}. */
        default void phase(String name) {}

        /** The passages an answer may cite, before any text. */
        default void sources(List<Hit> hits) {}

        /** The next piece of the answer, a whole sentence with its marks. The pieces joined are the answer. */
        default void chunk(String text) {}

        /** Why the question is not answered, where nothing was told before: all that is told. */
        default void refusal(String text) {
            chunk(text);
        }

        /**
         * A model was asked, and let go; told each time, of answers that fail or are given up too.
         *
         * @param usage tokens as the model counted them, or by estimate where it did not tell
         */
        default void used(Answer.Usage usage) {}

        /** Whether nobody waits for the answer any more; asked between steps. */
        default boolean cancelled() {
            return false;
        }
    }

    /** Name shown as the answer's {@code model}. */
    String model();

    /**
     * Answers a question.
     *
     * @throws java.util.concurrent.CancellationException once the listener says cancelled
     * @throws dev.nuri.indexer.NuriException when the question breaks a rule
     */
    Answer answer(Question question, Listener listener);
}
