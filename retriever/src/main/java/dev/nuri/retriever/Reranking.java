package dev.nuri.retriever;

import dev.nuri.indexer.NuriException;
import java.time.Duration;

/**
 * How a model reorders the head of a ranking.
 *
 * @param model stays the caller's to close
 * @param depth passages it scores at most, 1 to {@value #MAX_DEPTH}; those below follow in the order they have
 * @param budget time after which no other passage is scored; those that were not follow in the order they have
 */
public record Reranking(Reranker model, int depth, Duration budget) {

    /** Deepest. */
    public static final int MAX_DEPTH = 200;

    public Reranking {
        if (depth < 1 || depth > MAX_DEPTH) {
            throw NuriException.invalid(
                    "A reranker's depth must be a whole number from 1 to " + MAX_DEPTH + ", got " + depth + ".");
        }
    }
}
