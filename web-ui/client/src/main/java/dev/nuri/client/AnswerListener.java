package dev.nuri.client;

import java.util.List;

/** Follows an answer while it is written, on the calling thread. */
public interface AnswerListener {

    /** A stage begins: {@code searching}, {@code reading}, {@code writing} or {@code checking}. */
    default void phase(String name) {}

    /** The passages an answer may cite, before any text. */
    default void sources(List<Hit> hits) {}

    /** The next piece of the answer, a whole sentence with its marks. */
    default void chunk(String text) {}

    /** Whether to stop; asked at each event, heartbeats included, which come every few seconds at least. */
    default boolean cancelled() {
        return false;
    }
}
