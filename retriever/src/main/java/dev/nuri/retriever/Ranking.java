package dev.nuri.retriever;

import dev.nuri.retriever.dense.DenseLeg;
import dev.nuri.retriever.fusion.Fused;
import dev.nuri.retriever.fusion.RankFusion;
import dev.nuri.retriever.fusion.RankedList;
import java.util.List;
import java.util.Map;

/**
 * Turns what the legs found into one ranking. However deep the lexical leg was read, the beginning stays the same: both
 * legs are fused to a fixed depth, and the rest of the lexical leg follows. A leg that ran alone keeps its order and
 * scores.
 */
final class Ranking {

    /** Passages of each leg that are fused. */
    static final int FUSED_DEPTH = 200;

    /** Weights of the legs beside the lexical one's 1: chosen on development questions, as docs/retrieval.md tells. */
    private static final Map<String, Double> WEIGHTS = Map.of(DenseLeg.NAME, 0.2);

    /**
     * Least cosine of a passage that shares no word with the query where none does: of queries without a meaning, the
     * nearest passage comes up to it in one case of ten ({@code FusionTuning} in the tests prints it).
     */
    private static final double WITHOUT_WORDS = 0.3;

    private Ranking() {}

    /**
     * Merges the legs.
     *
     * @param lexical at least {@link #FUSED_DEPTH} deep where that many match; null when the leg did not run
     * @param dense at most {@link #FUSED_DEPTH} deep; null when the leg did not run
     */
    static List<Fused> of(RankedList lexical, RankedList dense) {
        if (dense == null) {
            return lexical == null ? List.of() : RankFusion.alone(lexical);
        }
        if (lexical == null) {
            return RankFusion.alone(dense);
        }
        if (lexical.items().isEmpty()) {
            return RankFusion.alone(new RankedList(
                    dense.leg(),
                    dense.items().stream()
                            .filter(passage -> passage.score() >= WITHOUT_WORDS)
                            .toList()));
        }
        int depth = Math.min(FUSED_DEPTH, lexical.items().size());
        RankedList head = new RankedList(lexical.leg(), lexical.items().subList(0, depth));
        return RankFusion.extend(RankFusion.fuse(List.of(head, dense), WEIGHTS), lexical, FUSED_DEPTH);
    }
}
