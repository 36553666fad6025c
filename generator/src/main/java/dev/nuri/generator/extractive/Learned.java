package dev.nuri.generator.extractive;

import java.util.Map;

/**
 * What was learned, as its file has it.
 *
 * @param embedder name of the embedder whose measures of meaning it was learned with
 * @param ranking sentences, over {@link Feature}s
 * @param spans short answers
 * @param support log-odds that the best sentence answers, over {@link SupportFeature}s
 * @param languages what is added to them by language, for those there was data of
 * @param answerAt confidence from which a question is answered, in [0, 1]
 * @param quoteAt probability among the candidates from which a further sentence is quoted, in [0, 1]
 */
record Learned(
        String embedder,
        Network ranking,
        SpanModel spans,
        Network support,
        Map<String, Double> languages,
        double answerAt,
        double quoteAt) {}
