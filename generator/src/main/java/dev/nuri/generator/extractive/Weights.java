package dev.nuri.generator.extractive;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * Learned weights: a conditional logit that ranks sentences, a logistic regression that gives the confidence, and where
 * to stop. Read from {@code weights.properties}; a feature without an entry weighs nothing.
 */
final class Weights {

    private static final Weights LEARNED = read();

    private final double[] ranking = new double[Feature.values().length];
    private final double[] support = new double[SupportFeature.values().length];
    private final double answerAt;
    private final double quoteAt;

    Weights(Properties values) {
        for (Feature feature : Feature.values()) {
            ranking[feature.index()] = number(values, "rank." + feature);
        }
        for (SupportFeature feature : SupportFeature.values()) {
            support[feature.index()] = number(values, "support." + feature);
        }
        answerAt = number(values, "answer.at");
        quoteAt = number(values, "quote.at");
    }

    /** The weights of this version. */
    static Weights learned() {
        return LEARNED;
    }

    /** Score of a sentence: log-odds against the other candidates. */
    double rank(double[] features) {
        return dot(ranking, features);
    }

    /** Confidence in (0, 1) that a sentence answers the question. */
    double confidence(double[] features) {
        return 1 / (1 + Math.exp(-dot(support, features)));
    }

    /** Confidence from which a question is answered. */
    double answerAt() {
        return answerAt;
    }

    /** Probability among the candidates from which a further sentence is quoted. */
    double quoteAt() {
        return quoteAt;
    }

    private static double dot(double[] weights, double[] features) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * features[i];
        }
        return sum;
    }

    private static double number(Properties values, String key) {
        return Double.parseDouble(values.getProperty(key, "0"));
    }

    private static Weights read() {
        Properties values = new Properties();
        try (InputStream in = Weights.class.getResourceAsStream("weights.properties")) {
            values.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Weights(values);
    }
}
