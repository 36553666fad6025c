package dev.nuri.retriever.fusion;

import dev.nuri.retriever.Hit.LegScore;
import java.util.Map;

/**
 * A passage's place in the final ranking and what each leg added to it.
 *
 * @param item the passage with its final score
 * @param legs leg to what it said; a leg that did not find the passage is absent
 */
public record Fused(Scored item, Map<String, LegScore> legs) {

    public Fused {
        legs = Map.copyOf(legs);
    }
}
