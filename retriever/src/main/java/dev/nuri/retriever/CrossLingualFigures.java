package dev.nuri.retriever;

import dev.nuri.retriever.RetrievalReport.Legs;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well is found across languages. Keys such as {@code de>en} name the questions' language, then the passages'.
 *
 * @param mrrAt10 the vectors alone, every one compared with every other: mean reciprocal rank over the passages of one set
 * @param map the vectors alone: mean average precision of questions of all languages over the sentences of all languages
 *     together, where each rendering of the sentence that answers is relevant (Roy et al., LAReQA, arXiv 2004.05484)
 * @param searched searches of the whole index for passages of one language only, by leg
 */
public record CrossLingualFigures(Map<String, Double> mrrAt10, double map, Map<String, Legs> searched) {

    public CrossLingualFigures {
        mrrAt10 = Collections.unmodifiableMap(new LinkedHashMap<>(mrrAt10));
        searched = Collections.unmodifiableMap(new LinkedHashMap<>(searched));
    }

    /** Its JSON form. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mrr@10", mrrAt10);
        json.put("map", map);
        Map<String, Object> byPair = new LinkedHashMap<>();
        searched.forEach((pair, legs) -> byPair.put(pair, legs.toJson()));
        json.put("searched", byPair);
        return json;
    }
}
