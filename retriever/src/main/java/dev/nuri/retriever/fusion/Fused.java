package dev.nuri.retriever.fusion;

import dev.nuri.retriever.Evidence;
import dev.nuri.retriever.Hit.LegScore;
import java.util.Map;

/**
 * A passage's place in the final ranking and what each leg added to it.
 *
 * @param item the passage with its final score
 * @param legs leg to what it said; a leg that did not find the passage is absent
 * @param evidence what its final score is from; null below the head of the ranking and where one leg ran alone
 */
public record Fused(Scored item, Map<String, LegScore> legs, Evidence evidence) {

    /** A passage whose score is that of the fusion. */
    public Fused(Scored item, Map<String, LegScore> legs) {
        this(item, legs, null);
    }

    public Fused {
        legs = Map.copyOf(legs);
    }
}
