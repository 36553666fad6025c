package dev.nuri.retriever;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How well an embedder alone finds across languages, every vector compared with every other.
 *
 * @param mrrAt10 {@code de>en}: questions in the first language over the passages of the second, which hold an answer
 *     each in that language
 * @param map mean average precision of questions of all languages over the sentences of all languages together, where
 *     each rendering of the sentence that answers is relevant (Roy et al., LAReQA, arXiv 2004.05484)
 */
public record CrossLingualFigures(Map<String, Double> mrrAt10, double map) {

    public CrossLingualFigures {
        mrrAt10 = Collections.unmodifiableMap(new LinkedHashMap<>(mrrAt10));
    }

    /** Its JSON form. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mrr@10", mrrAt10);
        json.put("map", map);
        return json;
    }
}
