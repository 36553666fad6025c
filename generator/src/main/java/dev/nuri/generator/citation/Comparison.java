package dev.nuri.generator.citation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A claim beside its sources.
 *
 * @param claim the claim
 * @param spans the cited texts in its language
 * @param contexts what stands around them
 * @param evidence what the spans have most in common with it
 * @param alignment of the claim with the evidence
 */
record Comparison(
        ReadText claim, List<ReadText> spans, List<ReadText> contexts, Evidence evidence, Alignment alignment) {

    static Comparison of(ReadText claim, List<ReadText> spans, List<ReadText> contexts) {
        Map<String, Integer> ids = Evidence.number(claim);
        Evidence evidence = Evidence.choose(claim, ids, spans);
        return new Comparison(claim, spans, contexts, evidence, Alignment.of(claim, evidence, ids));
    }

    boolean matched(int token) {
        return alignment.place(token) >= 0;
    }

    boolean matched(int first, int last) {
        for (int i = first; i <= last; i++) {
            if (!matched(i)) {
                return false;
            }
        }
        return true;
    }

    /** The gap of the first unmatched token among some; null when all are matched. */
    Alignment.Gap gap(int first, int last) {
        for (int i = first; i <= last; i++) {
            if (!matched(i)) {
                return alignment.gapAt(i);
            }
        }
        return null;
    }

    /** The quantities of the evidence between two of its tokens, in order. */
    List<Quantity> quantities(int from, int to) {
        List<Quantity> found = new ArrayList<>();
        for (int at = from; at < to; at++) {
            Evidence.Place place = evidence.place(at);
            for (Quantity quantity : place.source().quantities()) {
                if (quantity.first() == place.index()) {
                    found.add(quantity);
                }
            }
        }
        return found;
    }

    static boolean holds(List<ReadText> texts, String folded) {
        return texts.stream().anyMatch(text -> text.signs().fold(text.text()).contains(folded));
    }
}
