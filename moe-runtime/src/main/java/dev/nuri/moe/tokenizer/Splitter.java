package dev.nuri.moe.tokenizer;

import java.util.function.Consumer;

/** Cuts text into the pieces that a model turns into tokens one by one. Implementations are immutable. */
@FunctionalInterface
interface Splitter {
    /**
     * Hands the pieces of a text on in order.
     *
     * @param first whether the text begins the input
     */
    void split(String text, boolean first, Consumer<String> sink);
}
