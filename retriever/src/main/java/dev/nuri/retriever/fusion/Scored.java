package dev.nuri.retriever.fusion;

import dev.nuri.indexer.EntrySearcher.FoundPassage;
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

    /** A passage with the score it was found by. */
    public static Scored of(FoundPassage found) {
        return new Scored(found.id(), found.number(), found.score());
    }
}
