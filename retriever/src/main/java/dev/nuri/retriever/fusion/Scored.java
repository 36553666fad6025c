package dev.nuri.retriever.fusion;

import java.util.Comparator;

/**
 * A passage with a score.
 *
 * @param id the passage's id, unique in a ranking
 * @param doc its number in the searched snapshot
 * @param score higher is better
 */
public record Scored(String id, int doc, double score) {

    /** Best first, ties by ascending id: total over distinct ids. */
    public static final Comparator<Scored> ORDER =
            Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::id);
}
